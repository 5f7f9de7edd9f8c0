"""What is changed on a customer's page where it stands: fields, notes; and what is earlier."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.access import colleagues
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.customer import version_in
from anliegen.agent.forms.once import form_key
from anliegen.agent.page import agent_page
from anliegen.agent.record import record_context
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import is_fragment, page, redirect
from anliegen.common.ids import uuid_text
from anliegen.common.refusal import errors_of, status_of
from anliegen.conversation.record import happenings
from anliegen.customers.access import customer_for
from anliegen.customers.actions.field import GROUPS, change_field, values_of
from anliegen.customers.actions.notes import add_note, change_note, remove_note
from anliegen.customers.record_page import record_page


@require_safe
@needs("customer.view")
def timeline(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Show an earlier part of the timeline."""
    record = record_page(actor, public_id)
    context = {"here": "customers", "customer": record, "actor": actor}
    context |= record_context(actor, happenings(actor, record.id, request.GET.get("before", "")))
    if is_fragment(request):
        return page(request, "agent/customers/timeline_fragment.html", context)
    return agent_page(request, actor, "agent/customers/timeline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def field(request: HttpRequest, actor: Actor, public_id: str, group: str) -> HttpResponse:
    """Show the form of one field of the master data, or save it."""
    customer = customer_for(actor, public_id, "customer.change")
    if group not in GROUPS:
        raise NotFoundError
    before = values_of(customer, group)
    if request.method != "POST":
        return _field(request, actor, public_id, group, before, {})
    wanted = {name: request.POST.get(name, "") for name in before}
    seen = {name: request.POST.get(f"seen_{name}", "") for name in before}
    try:
        change_field(actor=actor, public_id=public_id, group=group, seen=seen, wanted=wanted)
    except RefusedError as refusal:
        return _field(request, actor, public_id, group, wanted, errors_of(refusal), status_of(refusal))
    undo = {"url": request.path, **before, **{f"seen_{name}": wanted[name] for name in wanted}}
    return _saved(request, actor, public_id, group, undo)


def _saved(
    request: HttpRequest, actor: Actor, public_id: str, group: str, undo: dict[str, str]
) -> HttpResponse:
    """Answer a field that was saved: with the field alone, or the page; each with its undo."""
    notice = {"text": _("Saved."), "undo": undo}
    if is_fragment(request):
        record = record_page(actor, public_id)
        context = {"actor": actor, "customer": record, "group": group, "notice_here": notice}
        return page(request, "agent/customers/field_fragment.html", context)
    # What is too long for the cookie of the notice is changed back by hand.
    fits = sum(map(len, undo.values())) < 800
    return redirect(f"/kunden/{public_id}/", _("Saved."), undo if fits else None)


def _field(
    request: HttpRequest,
    actor: Actor,
    public_id: str,
    group: str,
    given: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    record = record_page(actor, public_id)
    customer = customer_for(actor, public_id, "customer.change")
    context = {
        "here": "customers",
        "actor": actor,
        "customer": record,
        "group": group,
        "given": given,
        # After a conflict the form carries what it says now: saving again is then a decision.
        "seen": values_of(customer, group),
        "errors": errors,
        "people": [c for c in colleagues(actor) if c.is_active] if group == "responsible" else [],
    }
    if is_fragment(request):
        return page(request, "agent/customers/field_form.html", context, status)
    return agent_page(request, actor, "agent/customers/field_page.html", context, status)


@require_POST
@needs("customer.change")
def notes(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Write a note."""
    text = request.POST.get("text", "")
    try:
        add_note(actor=actor, public_id=public_id, text=text, key=form_key(request.POST))
    except RefusedError as refusal:
        return _note(request, actor, public_id, None, text, errors_of(refusal), status_of(refusal))
    return redirect(f"/kunden/{public_id}/#notes", _("Note saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def note(request: HttpRequest, actor: Actor, public_id: str, note_id: int) -> HttpResponse:
    """Show the form of an own note, or change it."""
    record = record_page(actor, public_id)
    found = next((n for n in record.notes if n.id == note_id and n.author_id == actor.membership_id), None)
    if found is None:
        raise NotFoundError
    if request.method != "POST":
        return _note(request, actor, public_id, found, found.text, {})
    text, version = request.POST.get("text", ""), version_in(request.POST)
    try:
        change_note(actor=actor, public_id=public_id, note_id=note_id, text=text, version=version)
    except RefusedError as refusal:
        return _note(request, actor, public_id, found, text, errors_of(refusal), status_of(refusal))
    return redirect(f"/kunden/{public_id}/#notes", _("Note saved."))


def _note(
    request: HttpRequest,
    actor: Actor,
    public_id: str,
    stored: object,
    text: str,
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    context = {"here": "customers", "public_id": public_id, "stored": stored, "text": text, "errors": errors}
    context["form_key"] = request.POST.get("key") or uuid_text()
    return agent_page(request, actor, "agent/customers/note_page.html", context, status)


@require_POST
@needs("customer.change")
def note_removal(request: HttpRequest, actor: Actor, public_id: str, note_id: int) -> HttpResponse:
    """Remove an own note, or put it back."""
    removed = request.POST.get("removed") == "1"
    remove_note(actor=actor, public_id=public_id, note_id=note_id, removed=removed)
    text = _("Note removed.") if removed else _("The note is back.")
    undo = {"url": request.path, "removed": "" if removed else "1"}
    return redirect(f"/kunden/{public_id}/#notes", text, undo)
