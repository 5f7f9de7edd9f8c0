"""What a message changes in its ticket: times, news, whose turn it is, status."""

from datetime import datetime
from typing import Any

from anliegen.conversation.models import Message
from anliegen.conversation.models.message import Author
from anliegen.tickets import history
from anliegen.tickets.events import TicketChanged
from anliegen.tickets.lifecycle import Cause, Status, after
from anliegen.tickets.models import Side, Ticket
from anliegen.tickets.models.ticket import Awaiting, Kind


def touch(
    side: Side, message: Message, cause: Cause | None, origin: str, at: datetime, *, is_answered: bool = False
) -> None:
    """Write all that the message changes in the locked ticket's row, in one statement.

    `at` is when it was said, or let go; `is_answered` says that the other side has written since.
    A note stays on its own side: it makes the ticket NEU there and moves no date, except in an
    internal ticket, where notes are the conversation.
    """
    ticket = side.ticket
    old = Status(ticket.status)
    new = after(old, cause) if cause else old
    fields = _news(side, message)
    fields["message_count"] = ticket.message_count + 1
    if not message.is_note or ticket.kind == Kind.INTERNAL:
        fields["activity_at"] = max(at, ticket.activity_at)
    if new != old:
        ticket.move_to(new, at)
        fields |= {"status": new, "closed_at": ticket.closed_at}
    if not message.is_note:
        fields |= _turn(side, message, new, at, is_answered)
    for name, value in fields.items():
        setattr(ticket, name, value)
    ticket.save_change(*fields)
    side.news = message.news
    if new != old:
        _tell_status(side, message, old, new, origin, at)


def _news(side: Side, message: Message) -> dict[str, Any]:
    """Say which sides find the ticket NEU: both, or for a note the own one."""
    both = not message.is_note
    found = {"desk_news": message.news} if both or side.is_desk else {}
    if side.ticket.requester_id is not None and (both or not side.is_desk):
        found["requester_news"] = message.news
    return found


def _turn(side: Side, message: Message, status: Status, at: datetime, is_answered: bool) -> dict[str, Any]:
    """Say who has to act next, and whether this was the desk's first answer."""
    from_desk = side.is_desk and message.author == Author.MEMBER
    turn = Awaiting.COUNTERPART if from_desk and not is_answered else Awaiting.DESK
    found: dict[str, Any] = {"awaiting": Awaiting.NOBODY if status == Status.CLOSED else turn}
    if from_desk and side.ticket.first_reply_at is None and _was_asked(side.ticket):
        found["first_reply_at"] = at
    return found


def _was_asked(ticket: Ticket) -> bool:
    """A ticket that the desk has opened itself waits for no first answer."""
    return ticket.opened_by_id is None or ticket.requester_id is not None


def _tell_status(side: Side, message: Message, old: Status, new: Status, origin: str, at: datetime) -> None:
    event = TicketChanged(
        company_id=side.company_id,
        peer_id=side.peer_id,
        ticket_id=side.ticket_id,
        membership_id=message.membership_id,
        verb="status",
    )
    history.record(event, "status", before=str(old), after=str(new), origin=origin, at=at)
