"""Files that are kept with a customer by hand: filing, renaming, removing and putting back."""

import uuid
from collections.abc import Sequence
from typing import IO

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.access import is_public_id, pending_of
from anliegen.conversation.actions.upload import clean_name, store_upload
from anliegen.conversation.kinds import extension
from anliegen.conversation.models import Attachment
from anliegen.customers.access import customer_for
from anliegen.customers.timeline import enter

MOST_AT_ONCE = 20


@transaction.atomic
def file_documents(
    *,
    actor: Actor,
    public_id: str,
    uploads: Sequence[tuple[str, IO[bytes]]],
    upload_ids: list[str],
) -> int:
    """Keep files with a customer: names with streams, and own pending uploads. All of them, or none.

    Returns how many. Raises NotFoundError (also for a foreign upload), ForbiddenError, RefusedError.
    """
    customer = customer_for(actor, public_id, "customer.change")
    wanted = set(upload_ids)
    if not (wanted or uploads):
        raise RefusedError("Please choose a file.", "files")
    if len(wanted) + len(uploads) > MOST_AT_ONCE:
        raise RefusedError("Please choose at most 20 files at once.", "files")
    if not all(is_public_id(upload_id) for upload_id in wanted):
        raise NotFoundError
    for name, stream in uploads:
        wanted.add(store_upload(actor=actor, stream=stream, name=name, key=uuid.uuid4()).public_id)
    mine = list(pending_of(actor).select_for_update().filter(public_id__in=wanted).order_by("id"))
    if len(mine) != len(wanted):
        raise NotFoundError
    pending_of(actor).filter(public_id__in=wanted).update(customer_id=customer.pk)
    for document in mine:
        enter(actor, customer.pk, "file", reference=document.pk)
    return len(mine)


@transaction.atomic
def rename_document(*, actor: Actor, public_id: str, document_id: str, name: str) -> str:
    """Give a document another name; its ending stays. Returns the name before.

    Raises NotFoundError, ForbiddenError, RefusedError.
    """
    document = _document(actor, public_id, document_id)
    if document.removed_at is not None:
        raise NotFoundError
    before, wanted = document.name, name.strip()
    if not wanted:
        raise RefusedError("Please enter a name.", "name")
    ending = extension(before)
    if ending and extension(wanted) != ending:
        wanted = f"{wanted}.{ending}"
    document.name = clean_name(wanted)
    if document.name != before:
        document.save(update_fields=["name"])
        enter(actor, document.customer_id or 0, "file-renamed", reference=document.pk)
    return before


@transaction.atomic
def remove_document(*, actor: Actor, public_id: str, document_id: str, removed: bool) -> None:
    """Take a document out of the record, or put it back. Raises NotFoundError, ForbiddenError."""
    document = _document(actor, public_id, document_id)
    if (document.removed_at is not None) == removed:
        return
    document.removed_at = now() if removed else None
    document.save(update_fields=["removed_at"])
    verb = "file-removed" if removed else "file-back"
    enter(actor, document.customer_id or 0, verb, reference=document.pk)


def _document(actor: Actor, public_id: str, document_id: str) -> Attachment:
    customer = customer_for(actor, public_id, "customer.change")
    rows = Attachment.objects.select_for_update().filter(company_id=actor.company_id, customer_id=customer.pk)
    found = rows.filter(public_id=document_id).first() if is_public_id(document_id) else None
    if found is None:
        raise NotFoundError
    return found
