"""How a change of a ticket is answered: with the part of the page, or a redirect; always with its undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from anliegen.accounts.actor import Actor
from anliegen.agent.ticket import panel_for
from anliegen.common.errors import RefusedError
from anliegen.common.http import Undo, is_fragment, own_path, page, redirect
from anliegen.common.refusal import said, status_of
from anliegen.tickets.access import ticket_for


def changed(
    request: HttpRequest, actor: Actor, number: int, notice: str, undo: Undo | None = None
) -> HttpResponse:
    """Answer a change that worked: the panel anew, or back to where the form stood, with an undo."""
    if is_fragment(request):
        return _panel(request, actor, number, 200, notice=notice, undo=undo)
    back = own_path(request.POST.get("back"), f"/tickets/{number}/")
    return redirect(back, notice, undo)


def refused(request: HttpRequest, actor: Actor, number: int, refusal: RefusedError) -> HttpResponse:
    """Answer a refusal: 409 when somebody else was faster, else 422; the newer state, and the reason."""
    status = status_of(refusal)
    reason = said(refusal)
    if is_fragment(request):
        return _panel(request, actor, number, status, problem=reason)
    context = panel_for(actor, ticket_for(actor, number, "ticket.view")) | {"problem": reason}
    return page(request, "agent/ticket/refused.html", context, status)


def _panel(request: HttpRequest, actor: Actor, number: int, status: int, **more: Any) -> HttpResponse:
    side = ticket_for(actor, number, "ticket.view")
    context = {"problem": "", "toast": more.get("notice", ""), "undo": more.get("undo")} | more
    return page(request, "agent/ticket/panel_fragment.html", panel_for(actor, side) | context, status)
