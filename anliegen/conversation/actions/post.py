"""The common core of saying something in a ticket: one message, its files, its effects, once."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, Value, When

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.text import clean, line
from anliegen.conversation import storage
from anliegen.conversation.access import is_public_id, pending_of
from anliegen.conversation.actions.effects import touch
from anliegen.conversation.models import Message
from anliegen.conversation.models.message import Author
from anliegen.conversation.sanitise import clean_html, image_ids, is_empty
from anliegen.tickets import history, unread
from anliegen.tickets.events import MessagePosted
from anliegen.tickets.lifecycle import Cause
from anliegen.tickets.models import Side

MOST_FILES = 20
_LONGEST_NAME = 120


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
    """Return the message that the actor's form with this key has made before, if any.

    Of two requests with the same key at once the second waits here until the first has committed:
    a form is taken once. Two statements.
    """
    if key is None:
        return None
    storage.one_sending_at_a_time(key.int)
    author = Q(membership_id=actor.membership_id) | Q(membership_id=None)
    return Message.objects.filter(author, company_id=actor.company_id, idempotency_key=key).first()


def say(actor: Actor, side: Side, draft: Draft, cause: Cause | None) -> Message:
    """Add a message to a locked ticket, with files, status, times, NEU and history.

    Raises RefusedError for an empty or too large text, NotFoundError for a foreign upload.
    """
    wanted = frozenset(draft.upload_ids)
    if len(wanted) > MOST_FILES:
        raise RefusedError("Please attach at most 20 files to one message.", "files")
    safe = clean_html(draft.html, wanted)
    if is_empty(safe.html) and not wanted:
        raise RefusedError("Please enter a message.", "body")
    message = _written(actor, side, draft, safe.html, clean(draft.html) if safe.changed else None)
    _claim(actor, message, wanted)
    touch(actor, side, message, cause, draft.origin)
    if not draft.by_counterpart:
        unread.mark_read(actor, side, message.news)
    _tell(message, draft.origin)
    return message


def _written(actor: Actor, side: Side, draft: Draft, html: str, original: str | None) -> Message:
    outside = draft.by_counterpart
    return Message.objects.create(
        company_id=actor.company_id,
        peer_id=None if draft.is_note else side.peer_id,
        ticket_id=side.ticket_id,
        is_note=draft.is_note,
        author=Author.CUSTOMER if outside else Author.MEMBER,
        membership_id=None if outside else actor.membership_id,
        author_name=(line(draft.author_name) if outside else actor.name)[:_LONGEST_NAME],
        author_email=draft.author_email if outside else "",
        to_label=draft.to_label,
        html=html,
        original=original,
        idempotency_key=draft.key,
        created_at=draft.at or now(),
    )


def _claim(actor: Actor, message: Message, wanted: frozenset[str]) -> None:
    """Give the actor's own pending uploads to the message, all or none, in one statement."""
    if not wanted:
        return
    if not all(is_public_id(upload_id) for upload_id in wanted):
        raise NotFoundError
    inside = When(public_id__in=image_ids(message.html), then=Value(True))
    claimed = (
        pending_of(actor)
        .filter(public_id__in=wanted)
        .update(
            message=message,
            ticket_id=message.ticket_id,
            peer_id=message.peer_id,
            inline=Case(inside, default=Value(False)),
        )
    )
    if claimed != len(wanted):
        raise NotFoundError


def _tell(message: Message, origin: str) -> None:
    event = MessagePosted(
        company_id=message.company_id,
        peer_id=message.peer_id,
        ticket_id=message.ticket_id,
        membership_id=message.membership_id,
        message_id=message.pk,
        is_note=message.is_note,
    )
    verb = "note" if message.is_note else "message"
    history.record(event, verb, after={"message": message.pk}, origin=origin, at=message.created_at)
