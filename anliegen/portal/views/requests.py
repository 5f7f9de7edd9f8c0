"""The contact's requests: what runs, what waits for an answer, what is finished."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.gate import needs
from anliegen.customers.portal import PortalActor
from anliegen.portal.page import portal_page
from anliegen.tickets.portal import Request, requests_of

RUNNING_SHOWN, FINISHED_SHOWN = 50, 10


@require_safe
@needs("portal.view")
def requests(request: HttpRequest, actor: PortalActor) -> HttpResponse:
    """Show the list; `running` or `before` in the address continue its two parts (two statements)."""
    later, before = _moment(request.GET.get("running", "")), _moment(request.GET.get("before", ""))
    running, more = ([], "") if before else _part(actor, closed=False, before=later, most=RUNNING_SHOWN)
    finished, older = ([], "") if later else _part(actor, closed=True, before=before, most=FINISHED_SHOWN)
    context = {
        "here": "requests",
        "running": running,
        "waiting": [found for found in running if found.waits_for_answer],
        "finished": finished,
        "customers": {seat.customer_id: seat.customer_name for seat in actor.seats},
        "is_continued": bool(later or before),
        "more": more,
        "older": older,
    }
    return portal_page(request, actor.company, "portal/requests.html", context, actor=actor)


def _part(
    actor: PortalActor, *, closed: bool, before: datetime | None, most: int
) -> tuple[list[Request], str]:
    """Return a part of the list and where the next one begins, or "" at the end."""
    found = requests_of(actor, closed=closed, before=before, most=most + 1)
    shown = found[:most]
    return shown, shown[-1].activity_at.isoformat() if len(found) > most else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
