"""What messages were before parts of them went, for the frames in a conversation."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.shown import shown_original
from anliegen.common.framed import framed
from anliegen.conversation.access import original_of
from anliegen.tickets.access import ticket_for


@require_safe
@needs("ticket.view")
def original(request: HttpRequest, actor: Actor, number: int, message: int) -> HttpResponse:
    """Show the original of one message. No part of a page: it has no frame, no notice, no scripts."""
    raw = original_of(actor, ticket_for(actor, number, "ticket.view"), message)
    context = {"actor": actor, "html": shown_original(raw)}
    return framed(render_to_string("agent/ticket/original.html", context))
