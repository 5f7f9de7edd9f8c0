"""What contacts do in the portal: answer, ask, close, reopen, upload; carried out by the shared core.

Each passes the contacts' door first, behind the wall; then the company's own machinery acts for them.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO

from django.db import connection, transaction

from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.conversation.actions import counterparts
from anliegen.conversation.actions.post import already_said
from anliegen.conversation.actions.receive import receive
from anliegen.conversation.actions.start import start
from anliegen.conversation.actions.upload import discard_upload, store_upload
from anliegen.conversation.bearer import bearer_of
from anliegen.conversation.models import Attachment, Message
from anliegen.customers.models import Contact, Customer
from anliegen.customers.portal import PortalActor, Seat, on_behalf_of_the_company
from anliegen.tickets.access import locked
from anliegen.tickets.actions.change import set_status
from anliegen.tickets.lifecycle import REOPENING_LIMIT, Cause, Status, after
from anliegen.tickets.portal import locked_request_for, number_of

_WRITES = 7234
# A contact who opens more than this within an hour is a script, or in trouble that wants a telephone.
MOST_REQUESTS, WITHIN = 20, timedelta(hours=1)


@transaction.atomic
def answer(
    *, actor: PortalActor, number: int, html: str, key: uuid.UUID, upload_ids: list[str] | None = None
) -> int:
    """Add the contact's answer; returns the number of the request in which it stands.

    That is a new one when the old has been closed for too long. The same key again changes nothing.
    Raises NotFoundError, RefusedError (empty text, too many files).
    """

    def act() -> Message:
        locked_request_for(actor, number, "portal.write")
        with on_behalf_of_the_company():
            return receive(
                actor=bearer_of(actor),
                number=number,
                html=html,
                author_name=actor.name,
                author_email=actor.email,
                upload_ids=upload_ids,
                key=key,
                origin="portal",
            )

    return _once(actor, key, act)


@transaction.atomic
def ask(
    *,
    actor: PortalActor,
    customer: str,
    subject: str,
    priority: int,
    html: str,
    key: uuid.UUID,
    upload_ids: list[str] | None = None,
) -> int:
    """Open a request for one of the contact's customers; returns its number.

    `customer` is a public id; with one customer it may be empty. The same key again opens nothing.
    Raises NotFoundError for a foreign customer, RefusedError at the field.
    """

    def act() -> Message:
        if not actor.can("portal.write"):
            raise ForbiddenError("portal.write")
        seat = _seat(actor, customer)
        with on_behalf_of_the_company():
            _not_too_many(actor)
            bearer = bearer_of(actor)
            side = start(
                actor=bearer,
                counterpart=counterparts.from_customer(
                    bearer,
                    Customer.objects.get(company_id=actor.company_id, pk=seat.customer_id),
                    Contact.objects.get(company_id=actor.company_id, pk=seat.contact_id),
                ),
                subject=subject,
                html=html,
                key=key,
                priority=priority,
                upload_ids=upload_ids,
                portal_visible=True,
                origin="portal",
            )
            return Message.objects.filter(ticket_id=side.ticket_id).latest("id")

    return _once(actor, key, act)


@transaction.atomic
def close(*, actor: PortalActor, number: int) -> None:
    """Close a request that needs nothing more. One that is closed stays so. Raises NotFoundError."""
    _change(actor, number, Cause.THEIR_CLOSING)


@transaction.atomic
def reopen(*, actor: PortalActor, number: int) -> None:
    """Open a closed request again. Raises NotFoundError; RefusedError when it was closed long ago."""
    found = locked_request_for(actor, number, "portal.write")
    if found.closed_at and now() - found.closed_at > REOPENING_LIMIT:
        raise RefusedError("This request was closed long ago. Please write us a new one.", "status")
    _change(actor, number, Cause.THEIR_REOPENING)


@transaction.atomic
def upload(*, actor: PortalActor, stream: IO[bytes], name: str, key: uuid.UUID) -> Attachment:
    """Store one file as a pending upload of the contact's own. Raises RefusedError."""
    with on_behalf_of_the_company():
        return store_upload(actor=bearer_of(actor), stream=stream, name=name, key=key)


@transaction.atomic
def discard(*, actor: PortalActor, public_id: str) -> None:
    """Take back an own pending upload. Raises NotFoundError."""
    with on_behalf_of_the_company():
        discard_upload(actor=bearer_of(actor), public_id=public_id)


def _once(actor: PortalActor, key: uuid.UUID, act: Callable[[], Message]) -> int:
    """Run what ends in a message once for each key of a form.

    Writes of one account queue: of two with the same key the second finds the first one's message.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_WRITES, actor.account_id & 0x7FFFFFFF])
    message = already_said(bearer_of(actor), key) or act()
    return number_of(actor, message.ticket_id)


def _change(actor: PortalActor, number: int, cause: Cause) -> None:
    locked_request_for(actor, number, "portal.write")
    with on_behalf_of_the_company():
        bearer = bearer_of(actor)
        side = locked(bearer, number, "ticket.change")
        old = Status(side.ticket.status)
        if after(old, cause) != old:
            set_status(bearer, side, after(old, cause), "portal")


def _seat(actor: PortalActor, customer: str) -> Seat:
    if not customer and len(actor.seats) == 1:
        return actor.seats[0]
    found = next((seat for seat in actor.seats if seat.customer_public_id == customer), None)
    if found is None and not customer:
        raise RefusedError("Please choose for whom you write.", "customer")
    if found is None:
        raise NotFoundError
    return found


def _not_too_many(actor: PortalActor, at: datetime | None = None) -> None:
    since = (at or now()) - WITHIN
    mine = Message.objects.filter(
        company_id=actor.company_id, portal_account_id=actor.account_id, created_at__gt=since
    )
    if mine.values("ticket_id").distinct().count() >= MOST_REQUESTS:
        raise RefusedError("These are many requests in a short time. Please call us.", "form")
