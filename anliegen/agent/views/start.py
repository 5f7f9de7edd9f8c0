"""The start page: what is critical, what is mine, how it goes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page, shell_for
from anliegen.common import clock
from anliegen.tickets.queries.dashboard import figures_for, standing_read
from anliegen.tickets.queries.filters import Filters
from anliegen.tickets.queries.next import next_for


@require_safe
@needs("overview")
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the dashboard of the actor's company."""
    shell = shell_for(actor, standing_read(actor))
    upcoming = next_for(actor)
    context = {
        "here": "start",
        "critical": upcoming.critical,
        "critical_total": shell.counts.pinned_of(Filters()),
        "mine": upcoming.mine,
        "figures": figures_for(actor),
        "standing": shell.more[0],
        "people": shell.people,
        "now": clock.now(),
        "today": clock.today(),
    }
    return agent_page(request, actor, "agent/start/page.html", context, shell=shell)
