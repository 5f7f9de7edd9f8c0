"""A ticket's properties as resources: status, priority, assignee, categories, folder, portal, reading.

Each form posts the new value and what the person saw (`seen`). The undo of a change is the same form
with the two exchanged.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.answers import changed, refused
from anliegen.agent.page import agent_page
from anliegen.agent.words import folder_notice
from anliegen.common.errors import RefusedError
from anliegen.common.http import Undo, redirect
from anliegen.common.numbers import whole_number
from anliegen.tickets.access import ticket_for
from anliegen.tickets.actions import change
from anliegen.tickets.actions.change import UNSEEN
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.actions.read import set_read, set_unread
from anliegen.tickets.lifecycle import Status


def _change(
    request: HttpRequest,
    actor: Actor,
    number: int,
    action: Callable[[], object],
    notice: str,
    undo: Undo | None = None,
) -> HttpResponse:
    try:
        action()
    except RefusedError as refusal:
        return refused(request, actor, number, refusal)
    return changed(request, actor, number, notice % {"number": number}, undo)


@require_POST
@needs("ticket.change")
def status(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Set the status; back to the one before by undo."""
    wanted, seen = request.POST.get("status", ""), request.POST.get("seen")
    before = ticket_for(actor, number, "ticket.change").ticket.status
    notice = _status_notice(before, wanted)
    undo = {"url": request.path, "status": before, "seen": wanted}

    def action() -> object:
        return change.change_status(actor=actor, number=number, status=wanted, seen=seen or UNSEEN)

    return _change(request, actor, number, action, notice, undo)


def _status_notice(before: str, wanted: str) -> str:
    if wanted == Status.CLOSED:
        return _("Ticket #%(number)s was closed.")
    return _("Ticket #%(number)s is open again.") if before == Status.CLOSED else _("Status changed.")


@require_POST
@needs("ticket.change")
def priority(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Set the priority."""
    wanted, seen = whole_number(request.POST.get("priority")) or 0, whole_number(request.POST.get("seen"))
    before = ticket_for(actor, number, "ticket.change").ticket.priority
    undo = {"url": request.path, "priority": str(before), "seen": str(wanted)}

    def action() -> object:
        return change.change_priority(
            actor=actor, number=number, priority=wanted, seen=UNSEEN if seen is None else seen
        )

    return _change(request, actor, number, action, _("Priority changed."), undo)


@require_POST
@needs("ticket.change")
def assignee(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Assign to a colleague, or to nobody with an empty value."""
    wanted = whole_number(request.POST.get("assignee"))
    seen = whole_number(request.POST.get("seen")) if "seen" in request.POST else UNSEEN
    before = ticket_for(actor, number, "ticket.change")
    undo = {"url": request.path, "assignee": str(before.assignee_id or ""), "seen": str(wanted or "")}
    if before.status == Status.OPEN and wanted:
        undo["reopen"] = "1"
    reopen = request.POST.get("reopen") == "1"

    def action() -> object:
        return change.assign(actor=actor, number=number, assignee_id=wanted, seen=seen, reopen=reopen)

    return _change(request, actor, number, action, _("Assignment changed."), undo)


@require_POST
@needs("ticket.change")
def categories(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Set all categories of the ticket; back to those before by undo. An empty `seen` stands for none."""
    wanted = _ids(request, "categories")
    seen = _ids(request, "seen") if "seen" in request.POST else UNSEEN
    before = [str(pk) for pk in ticket_for(actor, number, "ticket.change").category_ids]
    undo: Undo = {"url": request.path, "categories": before, "seen": ["", *map(str, wanted)]}

    def action() -> object:
        return change.categorise(actor=actor, number=number, category_ids=wanted, seen=seen)

    return _change(request, actor, number, action, _("Categories changed."), undo)


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [n for n in map(whole_number, request.POST.getlist(name)) if n]


@require_POST
@needs("ticket.change")
def folder(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Move to inbox, spam or trash; back by undo."""
    wanted = request.POST.get("folder", "")
    before = ticket_for(actor, number, "ticket.change").folder
    undo = {"url": request.path, "folder": before}

    def action() -> object:
        return move(actor=actor, number=number, folder=wanted)

    return _change(request, actor, number, action, folder_notice(wanted), undo)


@require_POST
@needs("ticket.change")
def portal(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Release the ticket to the customer's portal, or take it back."""
    wanted = request.POST.get("visible") == "1"
    notice = (
        _("Visible in the customer portal.") if wanted else _("No longer visible in the customer portal.")
    )

    def action() -> object:
        return change.release(actor=actor, number=number, visible=wanted)

    return _change(request, actor, number, action, notice)


@require_POST
@needs("ticket.read")
def reading(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Mark as read up to what the page has shown, or as unread."""
    if request.POST.get("unread") == "1":
        return _change(
            request,
            actor,
            number,
            lambda: set_unread(actor=actor, number=number),
            _("Ticket #%(number)s is marked as unread."),
        )
    set_read(actor=actor, number=number, upto=whole_number(request.POST.get("upto")))
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.erase")
def erasure(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Ask once more, then delete for good, out of the trash: nothing brings it back."""
    side = ticket_for(actor, number, "ticket.erase")
    if request.method != "POST":
        context = {"here": "tickets", "side": side, "ticket": side.ticket}
        return agent_page(request, actor, "agent/ticket/erasure.html", context)
    try:
        erase(actor=actor, number=number)
    except RefusedError as refusal:
        return refused(request, actor, number, refusal)
    return redirect(
        "/tickets/?folder=trash", _("Ticket #%(number)s was deleted for good.") % {"number": number}
    )
