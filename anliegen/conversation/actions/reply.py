"""Answering the counterpart."""

import uuid
from datetime import datetime

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.conversation.actions.post import Draft, already_said, say
from anliegen.conversation.models import Message
from anliegen.tickets.access import locked
from anliegen.tickets.lifecycle import Cause, Folder
from anliegen.tickets.models.ticket import Kind

_CAUSES = {"send": Cause.ANSWERED, "wait": Cause.ASKED_BACK, "close": Cause.SETTLED}


@transaction.atomic
def reply(
    *,
    actor: Actor,
    number: int,
    html: str,
    key: uuid.UUID,
    upload_ids: list[str] | None = None,
    then: str = "send",
    at: datetime | None = None,
    origin: str = "web",
) -> Message:
    """Answer from the actor's side; `then` is "send", "wait" (for the customer) or "close".

    The same key again returns the message it made the first time. On the requester's side of a
    support request an answer counts as the counterpart's. Raises NotFoundError, ForbiddenError,
    RefusedError (internal ticket, trash, empty text).
    """
    side = locked(actor, number, "ticket.reply")
    known = already_said(actor, key)  # under the ticket's lock, so that of two at once the second finds it
    if known:
        return known
    if side.ticket.kind == Kind.INTERNAL:
        raise RefusedError("An internal ticket has nobody to reply to. Please write a note.", "body")
    if side.folder == Folder.TRASH:
        raise RefusedError("This ticket is in the trash. Please restore it first.", "body")
    cause = _CAUSES.get(then, Cause.ANSWERED) if side.is_desk else Cause.THEIR_ANSWER
    draft = Draft(html=html, upload_ids=upload_ids or [], key=key, at=at, origin=origin)
    return say(actor, side, draft, cause)
