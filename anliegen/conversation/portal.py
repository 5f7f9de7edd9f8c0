"""The one door of contacts to messages and files: never a note, never a word that is not for them."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from anliegen.common.errors import NotFoundError
from anliegen.conversation.access import Shown, is_public_id, shown_file
from anliegen.conversation.models import Attachment, Message
from anliegen.conversation.models.message import Author, is_out
from anliegen.conversation.sanitise import current
from anliegen.customers.portal import PortalActor
from anliegen.tickets.portal import Request, number_of, request_for

MESSAGES_SHOWN = 200


@dataclass(slots=True)
class PublicMessage:
    """A message as a contact sees it."""

    id: int
    author_name: str
    html: str
    at: datetime
    is_own: bool
    is_company: bool
    attachments: list[Shown] = field(default_factory=list)


def messages_of(contact: PortalActor, request: Request, before: int | None = None) -> list[PublicMessage]:
    """Return the latest messages of a request got through its door, oldest first (two statements)."""
    rows = (
        Message.objects.filter(
            is_out(), company_id=contact.company_id, ticket_id=request.ticket_id, is_note=False
        )
        .defer("original")
        .order_by("-id")
    )
    if before:
        rows = rows.filter(pk__lt=before)
    said = {m.pk: _public(contact, m) for m in list(rows[:MESSAGES_SHOWN])[::-1]}
    files = Attachment.objects.filter(company_id=contact.company_id, message_id__in=said).order_by("id")
    for file in files:
        if file.message_id is not None:
            said[file.message_id].attachments.append(shown_file(file))
    return list(said.values())


def file_for(contact: PortalActor, public_id: str) -> Attachment:
    """Return a file that the contact may open: of a visible message, or an own upload still pending.

    Raises NotFoundError otherwise.
    """
    if not is_public_id(public_id):
        raise NotFoundError
    rows = Attachment.objects.filter(company_id=contact.company_id, public_id=public_id)
    own = Q(message=None, portal_account_id=contact.account_id)
    sent = Q(message__is_note=False, message__in=Message.objects.filter(is_out()))
    file = rows.filter(own | sent).first()
    if file is None:
        raise NotFoundError
    if file.message_id is not None:
        request_for(contact, _number(contact, file), "portal.view")
    return file


def pending_uploads(contact: PortalActor, public_ids: list[str]) -> list[Shown]:
    """Return those of the uploads that are the contact's own and still pending (a form shown again)."""
    wanted = [i for i in public_ids if is_public_id(i)]
    rows = Attachment.objects.filter(company_id=contact.company_id, portal_account_id=contact.account_id)
    return [shown_file(f) for f in rows.filter(message=None, public_id__in=wanted).order_by("id")]


def _number(contact: PortalActor, file: Attachment) -> int:
    return number_of(contact, file.ticket_id or 0)


def _public(contact: PortalActor, message: Message) -> PublicMessage:
    by_mail = message.author == Author.CUSTOMER and message.author_email.lower() == contact.email
    return PublicMessage(
        id=message.pk,
        author_name=message.author_name,
        html=current(message.html, message.allow_list),
        at=message.created_at,
        is_own=message.portal_account_id == contact.account_id or by_mail,
        is_company=message.author == Author.MEMBER,
    )
