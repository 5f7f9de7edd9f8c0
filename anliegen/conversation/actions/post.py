"""The common core of saying something in a ticket: one message, its files, its effects, once."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Case, Value, When
from django.db.models.functions import Now

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError, TakenBackError
from anliegen.common.jobs import enqueue
from anliegen.common.tenancy import undone_on_failure
from anliegen.common.text import clean, line
from anliegen.conversation.access import is_public_id, pending_of
from anliegen.conversation.actions.effects import touch
from anliegen.conversation.bearer import account_of
from anliegen.conversation.models import Message
from anliegen.conversation.models.message import HOLD, Author
from anliegen.conversation.sanitise import CALL, VERSION, clean_html, image_ids, is_empty
from anliegen.tickets import history
from anliegen.tickets.events import MessagePosted
from anliegen.tickets.lifecycle import Cause
from anliegen.tickets.models import Event, Side

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
    # As typed into a plain text field, for the draft that it becomes when it is taken back.
    typed: str | None = None


def once(actor: Actor, key: uuid.UUID | None, act: Callable[[], Message]) -> Message:
    """Run what ends in a message as one transaction, and only once for each key of a form.

    Of two requests with the same key the second gets the message of the first, and nothing else that
    it did stays: the database's constraint decides, so that no race is lost. Raises TakenBackError
    for the key of a form whose message was taken back.
    """
    try:
        with undone_on_failure():
            return act()
    except IntegrityError as failure:
        if "message_taken_back" in str(failure):
            raise TakenBackError("You have taken this message back. Send it again?", "body") from None
        known = already_said(actor, key) if "message_sent_once" in str(failure) else None
        if known is None:
            raise
        return known


def already_said(actor: Actor, key: uuid.UUID | None) -> Message | None:
    """Return the message that the actor's form with this key has made before, if any."""
    if key is None:
        return None
    rows, account = (
        Message.objects.filter(company_id=actor.company_id, idempotency_key=key),
        account_of(actor),
    )
    if account:
        return rows.filter(portal_account_id=account).first()
    return rows.filter(membership_id=actor.membership_id).first()


def say(
    actor: Actor, side: Side, draft: Draft, cause: Cause | None, entries: Sequence[Event] = ()
) -> Message:
    """Add a message to a locked ticket, with files, status, times, NEU and history.

    `entries` of the history have waited for the message's and are appended before it.
    Raises RefusedError for an empty or too large text, NotFoundError for a foreign upload.
    """
    message = _written(actor, side, draft)
    touch(side, message, cause, draft.origin, message.created_at)
    tell(message, draft.origin, message.created_at, actor.membership_id, after_entries=entries)
    return message


def hold(actor: Actor, side: Side, draft: Draft, then: str) -> Message:
    """Add a reply to a locked ticket that changes nothing yet; see `release.py`. Raises as say() does."""
    held = {"then": then, "status": side.ticket.status, "origin": draft.origin, "typed": draft.typed}
    message = _written(actor, side, draft, held_until=Now() + HOLD, held=held)
    enqueue(
        "conversation.release",
        delay_seconds=int(HOLD.total_seconds()),
        company_id=message.company_id,
        message_id=message.pk,
    )
    return message


def _written(actor: Actor, side: Side, draft: Draft, **held: Any) -> Message:
    """Store the message and give it its files."""
    wanted = frozenset(draft.upload_ids)
    if len(wanted) > MOST_FILES:
        raise RefusedError("Please attach at most 20 files to one message.", "files")
    safe = clean_html(draft.html, wanted)
    if is_empty(safe.html) and not wanted:
        raise RefusedError("Please enter a message.", "body")
    original = clean(draft.html) if safe.is_less else None
    message = _row(actor, side, draft, safe.html, original, held)
    _claim(actor, message, wanted)
    return message


def _row(
    actor: Actor, side: Side, draft: Draft, html: str, original: str | None, held: dict[str, Any]
) -> Message:
    outside = draft.by_counterpart
    return Message.objects.create(
        company_id=actor.company_id,
        peer_id=None if draft.is_note else side.peer_id,
        ticket_id=side.ticket_id,
        is_note=draft.is_note,
        author=Author.CUSTOMER if outside else Author.MEMBER,
        membership_id=None if outside else actor.membership_id,
        portal_account_id=account_of(actor),
        author_name=(line(draft.author_name) if outside else actor.name)[:_LONGEST_NAME],
        author_email=draft.author_email if outside else "",
        to_label=draft.to_label,
        html=html,
        allow_list=VERSION,
        original=original,
        idempotency_key=draft.key,
        created_at=draft.at or now(),
        **held,
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


def tell(
    message: Message,
    origin: str,
    at: datetime,
    entered_by: int | None,
    *,
    was_held: bool = False,
    after_entries: Sequence[Event] = (),
) -> None:
    """Append the message to the history and publish it."""
    event = MessagePosted(
        company_id=message.company_id,
        peer_id=message.peer_id,
        ticket_id=message.ticket_id,
        membership_id=message.membership_id,
        message_id=message.pk,
        is_note=message.is_note,
        entered_by_id=entered_by if origin == "web" else None,
        may_call=message.author == Author.MEMBER and CALL.search(message.html) is not None,
        was_held=was_held,
    )
    verb = "note" if message.is_note else "message"
    after = {"message": message.pk}
    history.record(event, verb, after=after, origin=origin, at=at, after_entries=after_entries)
