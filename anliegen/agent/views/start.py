"""The start page: what is critical, what is mine, how it goes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.access import colleagues
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page, shell_for
from anliegen.common import clock
from anliegen.tickets.queries.dashboard import figures_for
from anliegen.tickets.queries.filters import Filters, Sort, View
from anliegen.tickets.queries.labels import labels_for
from anliegen.tickets.queries.overview import Window, rows_for

CRITICAL_SHOWN = 10
MINE_SHOWN = 8


@require_safe
@needs("overview")
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the dashboard of the actor's company."""
    shell = shell_for(actor)
    pinned = shell.counts.pinned_of(Filters())
    mine = Filters(view=View.MINE, sort=Sort.PRIORITY)
    total, mine_pinned = shell.counts.of(mine), shell.counts.pinned_of(mine)
    context = {
        "here": "start",
        "critical": rows_for(actor, Filters(), Window(0, CRITICAL_SHOWN, pinned, pinned)),
        "critical_total": pinned,
        "mine": rows_for(actor, mine, Window(0, MINE_SHOWN, total, mine_pinned)),
        "figures": figures_for(actor),
        "people": {c.id: c for c in colleagues(actor)},
        "labels": labels_for(actor),
        "now": clock.now(),
        "today": clock.today(),
    }
    return agent_page(request, actor, "agent/start/page.html", context, shell=shell)
