"""Jumping to a ticket, a customer or a page: a list while typing, and a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.destinations import destinations
from anliegen.agent.page import agent_page
from anliegen.common.http import is_fragment, page
from anliegen.common.text import line
from anliegen.customers.queries import suggestions
from anliegen.tickets.queries.jump import targets

_LONGEST = 100


@require_safe
@needs("overview")
def jump(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what the query finds; without one, the pages."""
    query = line(request.GET.get("q", "")[: _LONGEST * 2])[:_LONGEST]
    context = {
        "here": "jump",
        "query": query,
        "tickets": targets(actor, query),
        "customers": suggestions(actor, query) if len(query) > 1 else [],
        "pages": destinations(actor, query),
    }
    if is_fragment(request):
        return page(request, "agent/jump/results_fragment.html", context)
    return agent_page(request, actor, "agent/jump/page.html", context)
