"""The one door to messages and files."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now

from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.common.reads import Read
from anliegen.conversation.bearer import Bearer
from anliegen.conversation.models import Attachment, Message
from anliegen.conversation.models.message import HOLD, UNDO, Author, Differs, is_out
from anliegen.conversation.sanitise import current
from anliegen.customers.access import customer_for
from anliegen.tickets.access import visible_tickets
from anliegen.tickets.models import Side

# A conversation longer than this is shown in parts; see parts.py.
MESSAGES_SHOWN = 200
# By the database's clock, which alone decides.
_LEFT = ExpressionWrapper(F("held_until") - Now(), output_field=DurationField())
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(slots=True)
class Shown:
    """A file as a page shows it."""

    public_id: str
    company_id: int
    name: str
    size: int
    kind: str
    preview: str
    media_type: str
    inline: bool


@dataclass(slots=True)
class Said:
    """A message as a page shows it. `is_ours` is seen from the actor's company.

    `held_for` is how many seconds only the own side still sees it, 0 when it is out; `undo_for` how many
    of them the actor can take it back; `then` what happens to the ticket afterwards ("wait", "close").
    """

    id: int
    news: int
    author_name: str
    address: str
    html: str
    at: datetime
    is_note: bool
    is_ours: bool
    is_own: bool
    held_for: float = 0
    undo_for: float = 0
    then: str = ""
    # Whether `original_of` has something that `html` has not.
    has_original: bool = False
    attachments: list[Shown] = field(default_factory=list)
    is_message: bool = True


def messages_of(
    actor: Actor, side: Side, before: int | None = None, most: int = MESSAGES_SHOWN
) -> list[Said]:
    """Return the latest messages of a ticket that the actor has got through its door, oldest first.

    `before` is a message id for the part above. Two statements. The other side's notes never come:
    they name no peer, and row-level security leaves them out besides.
    """
    rows = visible_messages(actor, side).defer("original").annotate(held_left=_LEFT, differs=Differs())
    if before:
        rows = rows.filter(pk__lt=before)
    messages = list(rows.order_by("-id")[:most])[::-1]
    said = {m.pk: _said(actor, m) for m in messages}
    for file in Attachment.objects.filter(_seen_by(actor), message_id__in=said).order_by("id"):
        if file.message_id is not None:
            said[file.message_id].attachments.append(shown_file(file))
    return list(said.values())


def visible_messages(actor: Actor, side: Side) -> QuerySet[Message]:
    """Return all that was said in a ticket which the actor has got through its door."""
    return Message.objects.filter(_seen_by(actor), ticket_id=side.ticket_id)


def original_of(actor: Actor, side: Side, message_id: int) -> str:
    """Return what arrived, of a message in a ticket that the actor has got through its door.

    Raises NotFoundError for a message that is not seen, is still held, or is shown as it came.
    """
    rows = visible_messages(actor, side).filter(is_out(), Differs(), pk=message_id)
    found: str | None = rows.values_list("original", flat=True).first()
    if found is None:
        raise NotFoundError
    return found


_BEING_SENT = """
SELECT json_build_array(ticket_id) FROM conversation_message
 WHERE company_id = %(company)s AND held_until > statement_timestamp()
"""


def being_sent_read(actor: Actor) -> Read[frozenset[int]]:
    """Ask in which tickets the actor's company holds a reply at this moment: those of the last seconds."""
    values = {"company": actor.company_id}
    return Read(_BEING_SENT, values, lambda rows: frozenset(row[0] for row in rows))


def attachment_for(actor: Actor, public_id: str) -> Attachment:
    """Return a file the actor may open: of a visible ticket, of a customer, or an own pending upload.

    Raises NotFoundError otherwise.
    """
    file = Attachment.objects.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if file is None or not _may_open(actor, file):
        raise NotFoundError
    return file


def document_for(actor: Actor, customer_public_id: str, document_id: str) -> Shown:
    """Return a file that is kept with a customer by hand. Raises NotFoundError, ForbiddenError."""
    customer = customer_for(actor, customer_public_id, "customer.change")
    own = Attachment.objects.filter(
        company_id=actor.company_id, customer_id=customer.pk, removed_at=None, public_id=document_id
    )
    found = own.first() if is_public_id(document_id) else None
    if found is None:
        raise NotFoundError
    return shown_file(found)


def pending_of(actor: Actor) -> QuerySet[Attachment]:
    """Return the uploads of the actor that neither a message nor a customer has taken yet."""
    return uploads_of(actor).filter(message=None, customer=None)


def uploads_of(actor: Actor) -> QuerySet[Attachment]:
    """Return all files that the actor has uploaded; a bearer's are those of the contact."""
    rows = Attachment.objects.filter(company_id=actor.company_id)
    if isinstance(actor, Bearer):
        return rows.filter(portal_account_id=actor.account_id)
    return rows.filter(membership_id=actor.membership_id)


def pending_uploads(actor: Actor, public_ids: list[str]) -> list[Shown]:
    """Return those of the uploads that are the actor's own and still pending (a form shown again)."""
    wanted = [i for i in public_ids if is_public_id(i)]
    return [shown_file(file) for file in pending_of(actor).filter(public_id__in=wanted).order_by("id")]


def is_public_id(text: str) -> bool:
    """Say whether the text can be the id of a file at all; anything else never reaches the database."""
    return _PUBLIC_ID.fullmatch(text) is not None


def number_of(actor: Actor, message: Message) -> int:
    """Return the actor's number of the ticket in which a message stands. Raises NotFoundError."""
    side = visible_tickets(actor).filter(ticket_id=message.ticket_id).only("number").first()
    if side is None:
        raise NotFoundError
    return side.number


def _seen_by(actor: Actor) -> Q:
    return Q(company_id=actor.company_id) | Q(peer_id=actor.company_id)


def _may_open(actor: Actor, file: Attachment) -> bool:
    if file.customer_id is not None:
        return file.company_id == actor.company_id and file.removed_at is None
    if file.message_id is None:
        return file.company_id == actor.company_id and file.membership_id == actor.membership_id
    return visible_tickets(actor).filter(ticket_id=file.ticket_id or 0).exists()


def _said(actor: Actor, message: Message) -> Said:
    left: timedelta | None = message.held_left  # type: ignore[attr-defined]
    held = max(0.0, left.total_seconds()) if left else 0.0
    ours = message.company_id == actor.company_id and message.author == Author.MEMBER
    is_own = ours and message.membership_id == actor.membership_id
    return Said(
        id=message.pk,
        news=message.news,
        author_name=message.author_name,
        address=message.author_email,
        html=current(message.html, message.allow_list),
        at=message.created_at,
        is_note=message.is_note,
        is_ours=ours,
        is_own=is_own,
        held_for=held,
        undo_for=max(0.0, held - (HOLD - UNDO).total_seconds()) if is_own else 0.0,
        then=(message.held or {}).get("then", ""),
        has_original=message.differs and not held,  # type: ignore[attr-defined]
    )


def shown_file(file: Attachment) -> Shown:
    """Return a file as pages show it."""
    return Shown(
        file.public_id,
        file.company_id,
        file.name,
        file.size,
        file.kind,
        file.preview,
        file.media_type,
        file.inline,
    )
