"""An answer to what was closed long ago: a new ticket that continues the old one."""

from datetime import datetime

from anliegen.accounts.actor import Actor
from anliegen.tickets import history
from anliegen.tickets.actions.open import Counterpart, open_ticket
from anliegen.tickets.events import TicketChanged
from anliegen.tickets.lifecycle import REOPENING_LIMIT, Status
from anliegen.tickets.models import Side
from anliegen.tickets.models.ticket import Kind


def is_too_old(side: Side, at: datetime) -> bool:
    """Say whether the ticket has been closed for too long to be reopened by an answer."""
    closed_at = side.ticket.closed_at
    return side.ticket.status == Status.CLOSED and closed_at is not None and at - closed_at > REOPENING_LIMIT


def follow_up(actor: Actor, side: Side, *, at: datetime | None, origin: str) -> Side:
    """Open a ticket from the same counterpart and link both in their histories; returns its side."""
    old = side.ticket
    new = open_ticket(
        actor=actor,
        counterpart=_counterpart(side),
        subject=old.subject,
        priority=old.priority,
        portal_visible=old.portal_visible,
        at=at,
        origin=origin,
    )
    _link(actor, new, "continues", side, at, origin)
    _link(actor, side, "continued", new, at, origin)
    return new


def _counterpart(side: Side) -> Counterpart:
    old = side.ticket
    # A ticket that the desk had opened names the counterpart as AN; now it writes itself.
    turned = old.opened_by_id is not None and old.kind != Kind.SUPPORT
    labels = (old.to_label, old.from_label) if turned else (old.from_label, old.to_label)
    return Counterpart(
        kind=Kind(old.kind),
        from_label=labels[0],
        to_label=labels[1],
        desk_id=old.desk_id,
        requester_id=old.requester_id,
        customer_id=None if old.kind == Kind.SUPPORT else old.customer_id,
        contact_id=old.contact_id,
        sender_name=old.sender_name,
        sender_email=old.sender_email,
        from_counterpart=True,
    )


def _link(actor: Actor, side: Side, verb: str, other: Side, at: datetime | None, origin: str) -> None:
    event = TicketChanged(
        company_id=actor.company_id,
        peer_id=side.peer_id,
        ticket_id=side.ticket_id,
        membership_id=None,
        verb=verb,
    )
    linked = {"ticket": other.ticket_id, "number": other.number, "peer_number": other.peer_number}
    history.record(event, verb, after=linked, origin=origin, at=at)
