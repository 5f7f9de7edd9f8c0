"""Opening a ticket with its first message: all of it, or nothing."""

import uuid
from datetime import datetime

from anliegen.accounts.access import colleague_for
from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.common.text import line
from anliegen.conversation.actions.post import Draft, once, say
from anliegen.conversation.models import Message
from anliegen.tickets.actions.change import few_categories
from anliegen.tickets.actions.open import Counterpart, Own, open_ticket
from anliegen.tickets.models import Event, Side
from anliegen.tickets.models.ticket import Kind, Priority

LONGEST_SUBJECT = 200


def start(
    *,
    actor: Actor,
    counterpart: Counterpart,
    subject: str,
    html: str,
    key: uuid.UUID | None,
    priority: int = Priority.NORMAL,
    category_ids: list[int] | None = None,
    assignee_id: int | None = None,
    upload_ids: list[str] | None = None,
    portal_visible: bool = False,
    at: datetime | None = None,
    origin: str = "web",
) -> Side:
    """Open a ticket and say the first thing in it; returns the actor's side.

    The same key again returns the side of the ticket that an employee's form has opened with it.
    Raises RefusedError (subject, priority, text), NotFoundError (foreign category, person or upload),
    ForbiddenError.
    """
    subject = checked_subject(subject)
    if priority not in Priority.values:
        raise RefusedError("This priority does not exist.", "priority")
    if assignee_id is not None:
        colleague_for(actor, assignee_id)
    own = Own(assignee_id, tuple(few_categories(category_ids or [])))

    def act() -> Message:
        side = open_ticket(
            actor=actor,
            counterpart=counterpart,
            subject=subject,
            priority=priority,
            portal_visible=portal_visible,
            at=at,
            origin=origin,
            own=own,
            entries=entries,
        )
        opened.append(side)
        return say(actor, side, draft, None, entries)

    opened: list[Side] = []
    entries: list[Event] = []
    draft = _draft(counterpart, html, upload_ids or [], key, at, origin)
    message = once(actor, key, act)
    return opened[0] if opened and opened[0].ticket_id == message.ticket_id else _side(actor, message)


def checked_subject(subject: str) -> str:
    """Return the subject as one clean line. Raises RefusedError when it is empty or too long."""
    subject = line(subject[:10_000])
    if not subject:
        raise RefusedError("Please enter a subject.", "subject")
    if len(subject) > LONGEST_SUBJECT:
        raise RefusedError("The subject is too long. At most 200 characters are possible.", "subject")
    return subject


def _draft(
    counterpart: Counterpart,
    html: str,
    upload_ids: list[str],
    key: uuid.UUID | None,
    at: datetime | None,
    origin: str,
) -> Draft:
    return Draft(
        html=html,
        upload_ids=upload_ids,
        key=key,
        by_counterpart=counterpart.from_counterpart and counterpart.kind != Kind.SUPPORT,
        author_name=counterpart.sender_name or counterpart.from_label,
        author_email=counterpart.sender_email,
        is_note=counterpart.kind == Kind.INTERNAL,
        at=at,
        origin=origin,
    )


def _side(actor: Actor, message: Message) -> Side:
    """Return the side of the ticket that the same form has opened before."""
    sides = Side.objects.select_related("ticket")
    return sides.get(company_id=actor.company_id, ticket_id=message.ticket_id)
