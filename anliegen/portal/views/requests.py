"""The contact's requests: what runs, what waits for an answer, what is finished."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.gate import needs
from anliegen.customers.portal import PortalActor
from anliegen.portal.page import portal_page
from anliegen.tickets.portal import requests_of

FINISHED_SHOWN = 10


@require_safe
@needs("portal.view")
def requests(request: HttpRequest, actor: PortalActor) -> HttpResponse:
    """Show the list; `before` in the address continues the finished ones (two statements)."""
    before = _moment(request.GET.get("before", ""))
    running = [] if before else requests_of(actor, closed=False)
    finished = requests_of(actor, closed=True, before=before, most=FINISHED_SHOWN + 1)
    shown = finished[:FINISHED_SHOWN]
    context = {
        "here": "requests",
        "running": running,
        "waiting": [found for found in running if found.waits_for_answer],
        "finished": shown,
        "customers": {seat.customer_id: seat.customer_name for seat in actor.seats},
        "is_continued": before is not None,
        "older": shown[-1].activity_at.isoformat() if len(finished) > len(shown) else "",
    }
    return portal_page(request, actor.company, "portal/requests.html", context, actor=actor)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
