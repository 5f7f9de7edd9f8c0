"""Who else has the ticket open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from anliegen.accounts.access import colleagues
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.tickets.actions import presence as action


@require_POST
@needs("ticket.read")
def presence(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Note that the person is at the page and answer with who else is; with `left`, that it has gone."""
    if request.POST.get("left") == "1":
        action.leave(actor=actor, number=number)
        return HttpResponse(status=204)
    there = set(action.stay(actor=actor, number=number))
    people = [colleague for colleague in colleagues(actor) if colleague.id in there] if there else []
    return render(request, "agent/ticket/presence_fragment.html", {"people": people})
