"""Reading a ticket, and taking that back. Neither is history: it concerns one person alone."""

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.events import publish
from anliegen.tickets import unread
from anliegen.tickets.access import ticket_for
from anliegen.tickets.events import TicketRead
from anliegen.tickets.models import Side


@transaction.atomic
def set_read(*, actor: Actor, number: int, upto: int | None = None) -> Side:
    """Mark the ticket read up to the news that the person's page has shown.

    Without `upto` everything is read. Raises NotFoundError, ForbiddenError.
    """
    side = ticket_for(actor, number, "ticket.read")
    unread.mark_read(actor, side, side.news if upto is None else min(max(upto, 0), side.news))
    publish(
        TicketRead(company_id=side.company_id, ticket_id=side.ticket_id, membership_id=actor.membership_id)
    )
    return side


@transaction.atomic
def set_unread(*, actor: Actor, number: int) -> Side:
    """Make the ticket NEU again for the actor. Raises NotFoundError, ForbiddenError."""
    side = ticket_for(actor, number, "ticket.read")
    unread.mark_unread(actor, side)
    return side
