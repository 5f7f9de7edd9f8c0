"""The common core of saying something in a ticket: one message, its files, its effects, once."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.models import Attachment, Message
from anliegen.conversation.models.message import Author
from anliegen.conversation.sanitise import clean_html, is_empty
from anliegen.tickets import history, unread
from anliegen.tickets.events import MessagePosted, TicketChanged
from anliegen.tickets.lifecycle import Cause, Status, after
from anliegen.tickets.models import Side
from anliegen.tickets.models.ticket import Awaiting, Kind

MOST_FILES = 20


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be said. `author_name` and `author_email` name a counterpart that is no employee."""

    html: str
    upload_ids: list[str]
    key: uuid.UUID | None
    is_note: bool = False
    by_counterpart: bool = False
    author_name: str = ""
    author_email: str = ""
    to_label: str = ""
    at: datetime | None = None
    origin: str = "web"


def already_said(actor: Actor, key: uuid.UUID | None) -> Message | None:
    """Return the message that was sent with this key before, if any: a form is taken once."""
    if key is None:
        return None
    return Message.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, idempotency_key=key
    ).first()


def say(actor: Actor, side: Side, draft: Draft, cause: Cause | None) -> Message:
    """Add a message to a locked ticket, with files, status, times, NEU and history.

    Raises RefusedError for an empty or too large text, NotFoundError for a foreign upload.
    """
    safe = clean_html(draft.html, set(draft.upload_ids))
    if is_empty(safe.html) and not draft.upload_ids:
        raise RefusedError("Please enter a message.", "body")
    if len(set(draft.upload_ids)) > MOST_FILES:
        raise RefusedError("Please attach at most 20 files to one message.", "files")
    at = draft.at or now()
    message = Message.objects.create(
        company_id=actor.company_id,
        peer_id=None if draft.is_note else side.peer_id,
        ticket_id=side.ticket_id,
        is_note=draft.is_note,
        author=Author.CUSTOMER if draft.by_counterpart else Author.MEMBER,
        membership_id=None if draft.by_counterpart else actor.membership_id,
        author_name=draft.author_name if draft.by_counterpart else actor.name,
        author_email=draft.author_email if draft.by_counterpart else "",
        to_label=draft.to_label,
        html=safe.html,
        original=draft.html if safe.changed else None,
        idempotency_key=draft.key,
        created_at=at,
    )
    _claim(actor, side, message, draft.upload_ids, safe.html)
    _touch(actor, side, message, draft, cause, at)
    if not draft.by_counterpart:
        unread.mark_read(actor, side, message.news)
    _tell(actor, side, message, draft)
    return message


def _claim(actor: Actor, side: Side, message: Message, upload_ids: list[str], safe: str) -> None:
    """Give the actor's own pending uploads to the message, all or none."""
    wanted = set(upload_ids)
    if not wanted:
        return
    claimed = Attachment.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, message=None, public_id__in=wanted
    ).update(message=message, ticket_id=side.ticket_id, peer_id=message.peer_id)
    if claimed != len(wanted):
        raise NotFoundError
    inline = set(re.findall(r'data-upload="([A-Za-z0-9_-]{22})"', safe))
    if inline:
        Attachment.objects.filter(company_id=actor.company_id, public_id__in=inline).update(inline=True)


def _touch(
    actor: Actor, side: Side, message: Message, draft: Draft, cause: Cause | None, at: datetime
) -> None:
    """Write all that the message changes in the ticket's row, in one statement."""
    ticket = side.ticket
    fields: dict[str, Any] = {"message_count": ticket.message_count + 1}
    own = "desk_news" if side.is_desk else "requester_news"
    fields[own] = message.news
    side.news = message.news
    if not draft.is_note:
        fields |= {"desk_news": message.news, "activity_at": max(at, ticket.activity_at)}
        if ticket.requester_id:
            fields["requester_news"] = message.news
        if side.is_desk and not draft.by_counterpart and ticket.first_reply_at is None:
            fields["first_reply_at"] = at
        fields["awaiting"] = _awaiting(side, draft)
    for name, value in fields.items():
        setattr(ticket, name, value)
    old = Status(ticket.status)
    new = after(old, cause) if cause else old
    if new != old:
        ticket.move_to(new, at)
        fields |= {"status": new, "closed_at": ticket.closed_at, "awaiting": ticket.awaiting}
    ticket.save_change(*fields)
    if new != old:
        _tell_status(actor, side, old, new, draft)


def _awaiting(side: Side, draft: Draft) -> Awaiting:
    if side.ticket.kind == Kind.INTERNAL:
        return Awaiting.DESK
    from_desk = side.is_desk and not draft.by_counterpart
    return Awaiting.COUNTERPART if from_desk else Awaiting.DESK


def _tell(actor: Actor, side: Side, message: Message, draft: Draft) -> None:
    event = MessagePosted(
        company_id=actor.company_id,
        peer_id=message.peer_id,
        ticket_id=side.ticket_id,
        membership_id=message.membership_id,
        message_id=message.pk,
        is_note=message.is_note,
    )
    history.record(
        event,
        "note" if message.is_note else "message",
        after={"message": message.pk},
        origin=draft.origin,
        at=draft.at,
    )


def _tell_status(actor: Actor, side: Side, old: Status, new: Status, draft: Draft) -> None:
    event = TicketChanged(
        company_id=actor.company_id,
        peer_id=side.peer_id,
        ticket_id=side.ticket_id,
        membership_id=None if draft.by_counterpart else actor.membership_id,
        verb="status",
    )
    history.record(event, "status", before=str(old), after=str(new), origin=draft.origin, at=draft.at)
