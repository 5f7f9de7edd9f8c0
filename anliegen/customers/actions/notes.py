"""Notes about a customer: everybody reads them, each person changes and removes their own."""

import uuid

from django.db import transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError, StaleError
from anliegen.common.text import clean
from anliegen.customers.access import customer_for
from anliegen.customers.models import CustomerNote
from anliegen.customers.once import made_before, remember
from anliegen.customers.record import check_note
from anliegen.customers.timeline import enter

_EARLIER_KEPT = 20


@transaction.atomic
def add_note(*, actor: Actor, public_id: str, text: str, key: uuid.UUID | None = None) -> CustomerNote:
    """Write a note; with the same key only once. Raises NotFoundError, ForbiddenError, RefusedError."""
    customer = customer_for(actor, public_id, "customer.change")
    before = made_before(actor, key)
    if before is not None:
        return CustomerNote.objects.get(company_id=actor.company_id, pk=before)
    note = CustomerNote.objects.create(
        company_id=actor.company_id,
        customer=customer,
        author_id=actor.membership_id,
        text=_checked(text),
        created_at=now(),
    )
    enter(actor, customer.pk, "customer-note", reference=note.pk)
    remember(actor, key, note.pk)
    return note


@transaction.atomic
def change_note(*, actor: Actor, public_id: str, note_id: int, text: str, version: int) -> CustomerNote:
    """Change an own note; what it said before is kept with it.

    Raises NotFoundError, ForbiddenError for somebody else's, RefusedError, StaleError.
    """
    note = _own(actor, public_id, note_id)
    if note.removed_at is not None:
        raise NotFoundError
    words = _checked(text)
    if note.version != version:
        raise StaleError("Somebody else has changed this in the meantime. You see the newer state now.")
    if words != note.text:
        earlier = {"text": note.text, "at": (note.changed_at or note.created_at).isoformat()}
        note.earlier = [*note.earlier, earlier][-_EARLIER_KEPT:]
        note.text, note.changed_at, note.version = words, now(), note.version + 1
        note.save(update_fields=["text", "earlier", "changed_at", "version"])
        enter(actor, note.customer_id, "note-changed", reference=note.pk)
    return note


@transaction.atomic
def remove_note(*, actor: Actor, public_id: str, note_id: int, removed: bool) -> None:
    """Take an own note out of the record, or put it back. Raises NotFoundError, ForbiddenError."""
    note = _own(actor, public_id, note_id)
    if (note.removed_at is not None) == removed:
        return
    note.removed_at = now() if removed else None
    note.version += 1
    note.save(update_fields=["removed_at", "version"])
    enter(actor, note.customer_id, "note-removed" if removed else "note-back", reference=note.pk)


def _own(actor: Actor, public_id: str, note_id: int) -> CustomerNote:
    customer = customer_for(actor, public_id, "customer.view")
    rows = CustomerNote.objects.select_for_update().filter(company_id=actor.company_id, customer=customer)
    note = rows.filter(pk=note_id).first()
    if note is None:
        raise NotFoundError
    demand(actor, "customer.change")
    if note.author_id != actor.membership_id:
        raise ForbiddenError("customer.note.own")
    return note


def _checked(text: str) -> str:
    words = clean(text).strip()
    if not words:
        raise RefusedError("Please enter a note.", "text")
    check_note(words, "text")
    return words
