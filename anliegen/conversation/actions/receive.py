"""Taking in a message that the counterpart has written: customer or unknown sender."""

import uuid
from datetime import datetime

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError
from anliegen.conversation.actions.follow_up import follow_up, is_too_old
from anliegen.conversation.actions.post import Draft, say
from anliegen.conversation.models import Message
from anliegen.tickets.access import locked
from anliegen.tickets.lifecycle import Cause
from anliegen.tickets.models.ticket import Kind


@transaction.atomic
def receive(
    *,
    actor: Actor,
    number: int,
    html: str,
    author_name: str,
    author_email: str,
    upload_ids: list[str] | None = None,
    at: datetime | None = None,
    key: uuid.UUID | None = None,
    origin: str = "mail",
) -> Message:
    """Add the counterpart's message; `actor` is who brings it in.

    A waiting ticket is in progress again, a closed one open; after more than 14 days a new ticket
    continues it. Raises NotFoundError, ForbiddenError; RefusedError for an internal ticket and for a
    support request, where both sides write themselves.
    """
    side = locked(actor, number, "ticket.change")
    if side.ticket.kind in {Kind.INTERNAL, Kind.SUPPORT}:
        raise RefusedError("This ticket takes no messages from outside.", "body")
    draft = Draft(
        html=html,
        upload_ids=upload_ids or [],
        key=key,
        by_counterpart=True,
        author_name=author_name,
        author_email=author_email,
        at=at,
        origin=origin,
    )
    if is_too_old(side, at or now()):
        return say(actor, follow_up(actor, side, at=at, origin=origin), draft, None)
    return say(actor, side, draft, Cause.THEIR_ANSWER)
