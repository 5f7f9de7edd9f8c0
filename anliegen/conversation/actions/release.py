"""Letting a held reply go when it can no longer be taken back: only now it changes its ticket.

That it is visible does not wait for this: the time alone decides. What happens here is what follows from
it: status, whose turn it is, NEU, history, notices, mails. The worker does it on time, and once a minute
for whatever was left over; see docs/adr/0020-undo-of-sending.md.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from anliegen.accounts.actor import for_membership
from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.effects import touch
from anliegen.conversation.actions.follow_up import follow_up, is_too_old
from anliegen.conversation.actions.post import tell
from anliegen.conversation.actions.reply import CAUSES
from anliegen.conversation.models import Message
from anliegen.conversation.models.message import Author, is_out
from anliegen.tickets.lifecycle import Cause, Folder
from anliegen.tickets.models import Side, Ticket

_MOST = 500


def let_go(company_id: int, message_id: int) -> int:
    """Release the message if its time has come, and before it what the same side has held longer.

    Returns how many were released: none when it was taken back, is released, or not due yet.
    """
    with tenant(company_id):
        held = Message.objects.filter(company_id=company_id, pk=message_id, held_until__isnull=False)
        ticket_id = held.values_list("ticket_id", flat=True).first()
        return _let_go_of(company_id, ticket_id) if ticket_id else 0


def sweep_held() -> int:
    """Release what is overdue in all companies: a worker was away, or its jobs were lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT company, message FROM conversation_overdue(%s)", [_MOST])
        overdue = cursor.fetchall()
    return sum(let_go(company_id, message_id) for company_id, message_id in overdue)


def _let_go_of(company_id: int, ticket_id: int) -> int:
    # The row that taking back, answering and changing queue at.
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=ticket_id)
    due = Message.objects.filter(company_id=company_id, ticket_id=ticket_id, held_until__lte=Now())
    count = 0
    for message in due.order_by("id"):
        side = Side.objects.get(company_id=company_id, ticket_id=ticket_id)
        side.ticket = ticket
        count += _release(side, message)
    return count


def _release(side: Side, message: Message) -> bool:
    """Release one message of a locked ticket. Who deleted the ticket for good sends nothing any more."""
    held, at = message.held or {}, message.held_until or message.created_at
    place = side if side.folder == Folder.ERASED else _place(side, message, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT conversation_let_go(%s, %s)", [message.pk, place.ticket_id])
        (news,) = cursor.fetchone() or (None,)
    if news is None:
        return False
    message.news, message.ticket_id = news, place.ticket_id
    if place.folder != Folder.ERASED:
        _act(place, message, held, at, is_new=place is not side)
    return True


def _act(side: Side, message: Message, held: dict[str, Any], at: datetime, *, is_new: bool) -> None:
    answered = not is_new and _is_answered(side, message)
    cause = None if is_new else _cause(side, held, answered)
    touch(side, message, cause, held["origin"], at, is_answered=answered)
    tell(message, held["origin"], at, message.membership_id, was_held=True)


def _place(side: Side, message: Message, at: datetime) -> Side:
    """Return where the message goes: for an answer to what was closed long ago, a new ticket."""
    if side.is_desk or not is_too_old(side, message.created_at):
        return side
    try:
        actor = for_membership(message.membership_id or 0)
    except LookupError:
        return side  # the author has left the company within the ten seconds: it is opened again
    return follow_up(actor, side, at=at, origin=(message.held or {})["origin"])


def _is_answered(side: Side, message: Message) -> bool:
    """Say whether the other side has written between the sending and the release."""
    later = Message.objects.filter(is_out(), ticket_id=side.ticket_id, pk__gt=message.pk, is_note=False)
    return later.filter(Q(author=Author.CUSTOMER) | ~Q(company_id=side.company_id)).exists()


def _cause(side: Side, held: dict[str, Any], answered: bool) -> Cause:
    """Return what the release causes.

    Nobody closes, or waits for, what the other side has answered meanwhile; and a status that was set
    by hand since stays.
    """
    if not side.is_desk:
        return Cause.THEIR_ANSWER
    if answered or side.ticket.status != held["status"]:
        return Cause.ANSWERED
    return CAUSES.get(held["then"], Cause.ANSWERED)
