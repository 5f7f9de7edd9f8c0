"""Opening a ticket to one of the four counterparts."""

from dataclasses import dataclass
from datetime import datetime

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError, NotFoundError
from anliegen.common.events import publish
from anliegen.common.ids import public_id
from anliegen.tickets import history
from anliegen.tickets.events import TicketOpened
from anliegen.tickets.models import Event, Side, Ticket
from anliegen.tickets.models.ticket import Awaiting, Kind, Priority


@dataclass(frozen=True, kw_only=True)
class Counterpart:
    """Who the ticket is between. Ids are of rows that the caller has got through an access door."""

    kind: Kind
    from_label: str
    to_label: str
    desk_id: int
    requester_id: int | None = None
    customer_id: int | None = None
    contact_id: int | None = None
    sender_name: str = ""
    sender_email: str = ""
    # Written by the counterpart itself (mail, portal, support request), not by the desk.
    from_counterpart: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """What a company gives a new ticket on its own side.

    The assignee has been checked by the caller, categories are when they are given.
    """

    assignee_id: int | None = None
    category_ids: tuple[int, ...] = ()


def open_ticket(
    *,
    actor: Actor,
    counterpart: Counterpart,
    subject: str,
    priority: int = Priority.NORMAL,
    portal_visible: bool = False,
    at: datetime | None = None,
    origin: str = "web",
    own: Own | None = None,
    entries: list[Event] | None = None,
) -> Side:
    """Open a ticket and return the actor's side of it, with its number and what the company gives it.

    The trigger `open_sides` gives numbers and sides in the same statement. Must run inside the
    transaction that also stores the first message. With `entries` the history's entry waits there, to be
    appended together with the message's. Raises ForbiddenError, NotFoundError for a foreign category.
    """
    if not actor.can("ticket.open"):
        raise ForbiddenError("ticket.open")
    at = at or now()
    ticket = Ticket.objects.create(
        public_id=public_id(),
        desk_id=counterpart.desk_id,
        requester_id=counterpart.requester_id,
        kind=counterpart.kind,
        subject=subject,
        priority=priority,
        awaiting=_awaiting(counterpart),
        customer_id=counterpart.customer_id,
        contact_id=counterpart.contact_id,
        sender_name=counterpart.sender_name,
        sender_email=counterpart.sender_email,
        from_label=counterpart.from_label,
        to_label=counterpart.to_label,
        portal_visible=portal_visible and counterpart.kind == Kind.CUSTOMER,
        opened_by_id=None
        if counterpart.from_counterpart and not counterpart.requester_id
        else actor.membership_id,
        created_at=at,
        activity_at=at,
    )
    side = _side(actor, ticket, own or Own())
    entry = _first_entry(actor, ticket, counterpart, origin, at)
    if entries is None:
        entry.save()
    else:
        entries.append(entry)
    return side


def _first_entry(actor: Actor, ticket: Ticket, counterpart: Counterpart, origin: str, at: datetime) -> Event:
    """Tell who listens, and return the history's entry, which is yet to be appended."""
    event = TicketOpened(
        company_id=actor.company_id,
        ticket_id=ticket.pk,
        peer_id=ticket.peer_of(actor.company_id),
        membership_id=ticket.opened_by_id,
    )
    publish(event)
    return history.entry_of(event, "opened", after={"kind": str(counterpart.kind)}, origin=origin, at=at)


# Categories in the company's order, and none but its own that are still in use.
_OWN = """
UPDATE tickets_side SET assignee_id = %s, category_ids = ARRAY(
       SELECT id FROM tickets_category
        WHERE company_id = %s AND id = ANY(%s) AND archived_at IS NULL ORDER BY position, id)
 WHERE company_id = %s AND ticket_id = %s RETURNING *
"""


def _side(actor: Actor, ticket: Ticket, own: Own) -> Side:
    """Return the side that the trigger has opened, with the company's own on it (one statement)."""
    if own == Own():
        side = Side.objects.get(company_id=actor.company_id, ticket_id=ticket.pk)
    else:
        company, wanted = actor.company_id, list(own.category_ids)
        (side,) = Side.objects.raw(_OWN, [own.assignee_id, company, wanted, company, ticket.pk])
        if len(side.category_ids) != len(wanted):
            raise NotFoundError
    side.ticket = ticket
    return side


def _awaiting(counterpart: Counterpart) -> Awaiting:
    by_desk = counterpart.kind == Kind.CUSTOMER and not counterpart.from_counterpart
    return Awaiting.COUNTERPART if by_desk else Awaiting.DESK
