"""Answering the counterpart."""

import uuid
from datetime import datetime

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError, StaleError
from anliegen.conversation.actions.follow_up import follow_up, is_too_old
from anliegen.conversation.actions.post import Draft, already_said, hold, once, say
from anliegen.conversation.models import Message
from anliegen.tickets.access import locked
from anliegen.tickets.lifecycle import Cause, Folder
from anliegen.tickets.lock import demand_free
from anliegen.tickets.models import Side
from anliegen.tickets.models.ticket import Kind

CAUSES = {"send": Cause.ANSWERED, "wait": Cause.ASKED_BACK, "close": Cause.SETTLED}


def reply(
    *,
    actor: Actor,
    number: int,
    html: str,
    key: uuid.UUID,
    upload_ids: list[str] | None = None,
    then: str = "send",
    seen_news: int | None = None,
    lock_token: int | None = None,
    at: datetime | None = None,
    origin: str = "web",
    held: bool = False,
    typed: str | None = None,
) -> Message:
    """Answer from the actor's side; `then` is "send", "wait" (for the customer) or "close".

    With `held` it stays with the own side for ten seconds and can be taken back; it then changes nothing
    but itself before its release. `typed` is the text of a plain field, for the way back.
    The same key again returns the message it made the first time. On the requester's side of a
    support request an answer counts as the counterpart's: it reopens, and when the ticket has been
    closed for too long it begins a new one. `seen_news` is what the person's page had shown,
    `lock_token` what its window holds.
    Raises NotFoundError, ForbiddenError, RefusedError (internal ticket, trash, empty text), LockedError
    while a colleague works on the ticket, StaleError when somebody else has written since, and
    TakenBackError for the key of a message that was taken back.
    """
    draft = Draft(html=html, upload_ids=upload_ids or [], key=key, at=at, origin=origin, typed=typed)

    def act() -> Message:
        side = locked(actor, number, "ticket.reply")
        known = already_said(actor, key)
        if known:
            return known
        _demand_open(actor, side, lock_token)
        _fresh(actor, side, seen_news)
        return hold(actor, side, draft, then) if held else _say(actor, side, draft, then)

    return once(actor, key, act)


def _demand_open(actor: Actor, side: Side, token: int | None) -> None:
    demand_free(actor, side, token)
    if side.ticket.kind == Kind.INTERNAL:
        raise RefusedError("An internal ticket has nobody to reply to. Please write a note.", "body")
    if side.folder == Folder.TRASH:
        raise RefusedError("This ticket is in the trash. Please restore it first.", "body")


def _say(actor: Actor, side: Side, draft: Draft, then: str) -> Message:
    if side.is_desk:
        return say(actor, side, draft, CAUSES.get(then, Cause.ANSWERED))
    if is_too_old(side, draft.at or now()):
        return say(actor, follow_up(actor, side, at=draft.at, origin=draft.origin), draft, None)
    return say(actor, side, draft, Cause.THEIR_ANSWER)


def _fresh(actor: Actor, side: Side, seen_news: int | None) -> None:
    """Refuse to speak past a message that the page has not shown; also a colleague's that is still held."""
    if seen_news is None:
        return
    others = Message.objects.filter(ticket_id=side.ticket_id, is_note=False, news__gt=seen_news)
    if others.exclude(company_id=actor.company_id, membership_id=actor.membership_id).exists():
        raise StaleError("A message has arrived since you began to write. Send anyway?", "body")
