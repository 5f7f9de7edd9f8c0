"""Opening a ticket to one of the four counterparts."""

from dataclasses import dataclass
from datetime import datetime

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError
from anliegen.common.ids import public_id
from anliegen.tickets import history
from anliegen.tickets.events import TicketOpened
from anliegen.tickets.models import Side, Ticket
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


def open_ticket(
    *,
    actor: Actor,
    counterpart: Counterpart,
    subject: str,
    priority: int = Priority.NORMAL,
    portal_visible: bool = False,
    at: datetime | None = None,
    origin: str = "web",
) -> Side:
    """Open a ticket and return the actor's side of it, with its number.

    The trigger `open_sides` gives numbers and sides in the same statement. Must run inside the
    transaction that also stores the first message. Raises ForbiddenError.
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
    side = Side.objects.get(company_id=actor.company_id, ticket_id=ticket.pk)
    side.ticket = ticket
    event = TicketOpened(
        company_id=actor.company_id,
        ticket_id=ticket.pk,
        peer_id=ticket.peer_of(actor.company_id),
        membership_id=ticket.opened_by_id,
    )
    history.record(event, "opened", after={"kind": str(counterpart.kind)}, origin=origin, at=at)
    return side


def _awaiting(counterpart: Counterpart) -> Awaiting:
    by_desk = counterpart.kind == Kind.CUSTOMER and not counterpart.from_counterpart
    return Awaiting.COUNTERPART if by_desk else Awaiting.DESK
