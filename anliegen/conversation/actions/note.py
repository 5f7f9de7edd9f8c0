"""Writing an internal note: seen by the own company alone, in any status and folder."""

import uuid
from datetime import datetime

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.conversation.actions.post import Draft, already_said, say
from anliegen.conversation.models import Message
from anliegen.tickets.access import locked


@transaction.atomic
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
    known = already_said(actor, key)
    if known:
        return known
    side = locked(actor, number, "ticket.note")
    draft = Draft(html=html, upload_ids=upload_ids or [], key=key, is_note=True, at=at, origin=origin)
    return say(actor, side, draft, cause=None)
