"""Drafts of a ticket and of a new one, kept while they are typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.draft import DraftForm
from anliegen.agent.links import file_url
from anliegen.agent.page import agent_page
from anliegen.agent.shown import shown_draft
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import said
from anliegen.conversation.access import Shown, pending_uploads
from anliegen.conversation.actions.draft import bring_back, keep
from anliegen.conversation.drafts import KINDS, Place, drafts_of, versions_at
from anliegen.tickets.access import ticket_for


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.note")
def drafts(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Give the actor's drafts of a ticket, or keep one."""
    return _drafts(request, actor, ticket_for(actor, number, "ticket.note").ticket_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.open")
def new_draft(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the actor's draft of a new ticket, or keep it."""
    return _drafts(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.note")
def draft_versions(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Show what was set aside for another device's text; bring one back."""
    side = ticket_for(actor, number, "ticket.note")
    if request.method == "POST":
        version_id = whole_number(request.POST.get("version")) or 0
        kind = bring_back(actor=actor, ticket_id=side.ticket_id, version_id=version_id)
        return redirect(f"/tickets/{number}/#{kind}", _("The earlier version is your draft again."))
    versions = [(v, shown_draft(v.body, v.is_html)) for v in versions_at(actor, side.ticket_id)]
    context = {"here": "tickets", "side": side, "versions": versions}
    return agent_page(request, actor, "agent/ticket/draft_versions.html", context)


def _drafts(request: HttpRequest, actor: Actor, ticket_id: int | None) -> HttpResponse:
    if request.method != "POST":
        found = {draft.kind: _values(actor, draft) for draft in drafts_of(actor, ticket_id)}
        return JsonResponse({"drafts": found, "versions": len(versions_at(actor, ticket_id))})
    form = DraftForm(request)
    if (form.kind == "new") != (ticket_id is None) or form.kind not in KINDS:
        raise NotFoundError
    try:
        kept = keep(
            actor=actor,
            place=Place(form.kind, ticket_id),
            written=form.written(),
            base=form.base,
            key=form.key,
        )
    except RefusedError as refusal:
        return JsonResponse({"error": said(refusal)}, status=422)
    return JsonResponse({"version": kept.version, "set_aside": kept.set_aside, "sent": kept.was_sent})


def _view(actor: Actor, file: Shown) -> str:
    """Return where the editor finds an image that stands in the text, "" before it is made."""
    return file_url(actor, file, "view") if file.kind == "image" and file.preview == "ready" else ""


def _values(actor: Actor, draft: Any) -> dict[str, Any]:
    uploads = pending_uploads(actor, draft.upload_ids) if draft.upload_ids else []
    return {
        "body": draft.body,
        "is_html": draft.is_html,
        "fields": draft.fields,
        "version": draft.version,
        "uploads": [
            {"id": u.public_id, "name": u.name, "size": u.size, "view": _view(actor, u)} for u in uploads
        ],
    }
