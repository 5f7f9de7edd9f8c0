"""The edit lock of a ticket, as the scripts of its page ask for it. Answers are JSON with ready markup."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.access import colleagues
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.text import line
from anliegen.tickets.access import ticket_for
from anliegen.tickets.actions import lock as action
from anliegen.tickets.lock import Held, holder


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.lock")
def lock(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """POST takes the lock or, with a `token`, prolongs it; GET says who holds it."""
    side = ticket_for(actor, number, "ticket.lock")
    token = whole_number(request.POST.get("token", ""))
    if request.method == "POST":
        held = (
            action.begin(actor=actor, number=number, window=line(request.POST.get("window", "")))
            if token is None
            else action.go_on(actor=actor, number=number, token=token)
        )
        if held:
            return JsonResponse({"state": "mine", "token": held.token, "html": ""})
    found = holder(side.company_id, side.ticket_id)
    return JsonResponse(_state(request, actor, number, found, lost=token is not None))


@require_POST
@needs("ticket.lock")
def lock_release(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Give the lock of a window back; its page may be gone already."""
    token = whole_number(request.POST.get("token", ""))
    window = line(request.POST.get("window", ""))
    action.leave(actor=actor, number=number, token=token or 0, window=window)
    return HttpResponse(status=204)


@require_POST
@needs("ticket.lock.take")
def lock_takeover(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Take the lock from a colleague."""
    action.take_over(actor=actor, number=number)
    return redirect(f"/tickets/{number}/")


@require_POST
@needs("ticket.lock")
def lock_waiting(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Ask to be told when the ticket is free, or take that back."""
    action.wait(actor=actor, number=number, wanted=request.POST.get("wanted") == "1")
    return HttpResponse(status=204)


def _state(
    request: HttpRequest, actor: Actor, number: int, found: Held | None, *, lost: bool
) -> dict[str, Any]:
    own = found is not None and found.membership_id == actor.membership_id
    state = "elsewhere" if own else "held" if found else "free"
    people = {c.id: c for c in colleagues(actor)} if found else {}
    context = {
        "state": state,
        "number": number,
        "actor": actor,
        "held": found,
        "holder": people.get(found.membership_id) if found else None,
        "lost": lost,
    }
    return {
        "state": state,
        "html": render_to_string("agent/ticket/lock_fragment.html", context, request),
        "closed": render_to_string("agent/ticket/closed_fragment.html", context, request),
    }
