"""Writing an internal note: seen by the own company alone, in any status and folder."""

import uuid
from datetime import datetime

from anliegen.accounts.actor import Actor
from anliegen.conversation.actions.post import Draft, already_said, once, say
from anliegen.conversation.models import Message
from anliegen.tickets.access import locked


def note(
    *,
    actor: Actor,
    number: int,
    html: str,
    key: uuid.UUID,
    upload_ids: list[str] | None = None,
    at: datetime | None = None,
    origin: str = "web",
) -> Message:
    """Add a note. The same key again returns the note it made the first time.

    Raises NotFoundError, ForbiddenError, RefusedError.
    """
    draft = Draft(html=html, upload_ids=upload_ids or [], key=key, is_note=True, at=at, origin=origin)

    def act() -> Message:
        side = locked(actor, number, "ticket.note")
        return already_said(actor, key) or say(actor, side, draft, cause=None)

    return once(actor, key, act)
