"""The one door to tickets: what an actor sees, and what it may do with one."""

from django.db.models import QuerySet

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.tickets.lifecycle import Folder
from anliegen.tickets.models import Category, SavedView, Side, Ticket

__all__ = ["Side", "category_for", "locked", "saved_view_for", "ticket_for", "visible_tickets"]

# PostgreSQL's bigint; a larger number in an address is simply a ticket that does not exist.
_LARGEST = 2**63 - 1


def visible_tickets(actor: Actor) -> QuerySet[Side]:
    """Return the sides of the tickets in which the actor's company takes part."""
    return Side.objects.filter(company_id=actor.company_id).exclude(folder=Folder.ERASED)


def ticket_for(actor: Actor, number: int, capability: str) -> Side:
    """Return the actor's side of the ticket with the company's number, its ticket loaded.

    Raises NotFoundError when it is not visible, ForbiddenError when the role lacks the capability.
    """
    _demand_visible_number(number)
    side = visible_tickets(actor).select_related("ticket").filter(number=number).first()
    if side is None:
        raise NotFoundError
    demand(actor, capability)
    return side


def locked(actor: Actor, number: int, capability: str) -> Side:
    """Like ticket_for, but with the ticket's row locked until the end of the transaction.

    The ticket is locked before its side is read: the side then is the newest, and writers of both
    sides queue at the same row, so that they cannot deadlock.
    """
    _demand_visible_number(number)
    inner = visible_tickets(actor).filter(number=number).values("ticket_id")
    ticket = Ticket.objects.select_for_update(no_key=True).filter(pk__in=inner).first()
    if ticket is None:
        raise NotFoundError
    demand(actor, capability)
    side = visible_tickets(actor).filter(ticket_id=ticket.pk).first()
    if side is None:
        raise NotFoundError
    side.ticket = ticket
    return side


def category_for(actor: Actor, category_id: int, capability: str) -> Category:
    """Return a category of the actor's company. Raises NotFoundError or ForbiddenError."""
    category = Category.objects.filter(company_id=actor.company_id, pk=category_id).first()
    if category is None:
        raise NotFoundError
    demand(actor, capability)
    return category


def saved_view_for(actor: Actor, public_id: str) -> SavedView:
    """Return one of the actor's own saved views. Raises NotFoundError for anybody else's."""
    view = SavedView.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, public_id=public_id
    ).first()
    if view is None:
        raise NotFoundError
    return view


def _demand_visible_number(number: int) -> None:
    if not 0 < number <= _LARGEST:
        raise NotFoundError
