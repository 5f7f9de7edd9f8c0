"""Files of a customer: the whole list, filing by hand, renaming, removing and putting back."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page
from anliegen.agent.record import shown_file
from anliegen.common.errors import RefusedError
from anliegen.common.http import redirect
from anliegen.common.refusal import said
from anliegen.conversation.access import document_for
from anliegen.conversation.actions.documents import file_documents, remove_document, rename_document
from anliegen.conversation.record import files_of
from anliegen.customers.record_page import record_page

_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def documents(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Show all files of a customer, in parts, or keep new ones."""
    record = record_page(actor, public_id)
    if request.method == "POST":
        files = [(file.name or "", file) for file in request.FILES.getlist("files")]
        try:
            kept = file_documents(
                actor=actor, public_id=public_id, uploads=files, upload_ids=request.POST.getlist("uploads")
            )
        except RefusedError as refusal:
            return _documents(request, actor, record, said(refusal), 422)
        text = ngettext("%(n)s document was filed.", "%(n)s documents were filed.", kept) % {"n": kept}
        return redirect(f"/kunden/{public_id}/#documents", text)
    return _documents(request, actor, record, "", 200)


def _documents(request: HttpRequest, actor: Actor, record: object, error: str, status: int) -> HttpResponse:
    files, following = files_of(actor, getattr(record, "id", 0), request.GET.get("before", ""), _SHOWN)
    context = {
        "here": "customers",
        "customer": record,
        "files": [shown_file(actor, file) for file in files],
        "following": following,
        "error": error,
    }
    return agent_page(request, actor, "agent/customers/documents.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def document(request: HttpRequest, actor: Actor, public_id: str, document_id: str) -> HttpResponse:
    """Show the form of a document's name, or rename it."""
    found = document_for(actor, public_id, document_id)
    name, error = request.POST.get("name", found.name), ""
    if request.method == "POST":
        try:
            before = rename_document(actor=actor, public_id=public_id, document_id=document_id, name=name)
        except RefusedError as refusal:
            error = said(refusal)
        else:
            undo = {"url": request.path, "name": before}
            return redirect(f"/kunden/{public_id}/#documents", _("Document renamed."), undo)
    context = {
        "here": "customers",
        "public_id": public_id,
        "document": found,
        "name": name,
        "error": error,
    }
    return agent_page(request, actor, "agent/customers/document.html", context, 422 if error else 200)


@require_POST
@needs("customer.change")
def document_removal(request: HttpRequest, actor: Actor, public_id: str, document_id: str) -> HttpResponse:
    """Take a document out of the record, or put it back."""
    removed = request.POST.get("removed") == "1"
    remove_document(actor=actor, public_id=public_id, document_id=document_id, removed=removed)
    text = _("Document removed.") if removed else _("The document is back.")
    undo = {"url": request.path, "removed": "" if removed else "1"}
    return redirect(f"/kunden/{public_id}/#documents", text, undo)
