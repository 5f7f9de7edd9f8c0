"""The overview of tickets, whole or as the part that a filter swaps."""

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.overview import parse
from anliegen.agent.overview import overview_for
from anliegen.agent.page import agent_page, shell_for
from anliegen.common.http import is_fragment
from anliegen.conversation.access import being_sent_read
from anliegen.customers.access import customer_name_read
from anliegen.tickets.queries.filters import searched


@needs("overview")
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the list that the address asks for."""
    address = parse(request.GET, actor)
    filters = searched(address.filters)
    named = [customer_name_read(actor, filters.customer_id)] if filters.customer_id else []
    shell = shell_for(actor, being_sent_read(actor), *named, filters=filters)
    context = overview_for(actor, address, filters, shell) | {"here": "tickets"}
    fragment = is_fragment(request)
    template = "agent/overview/list_fragment.html" if fragment else "agent/overview/page.html"
    response = agent_page(request, actor, template, context, shell=shell)
    # Browsers that can, make the ticket ready whose row a finger is drawing (swipe.js).
    response["Speculation-Rules"] = f'"{static("rules/opening.speculationrules")}"'
    return response
