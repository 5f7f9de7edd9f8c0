"""Merging one customer into another, all of it or nothing, and taking that back within 30 days.

See docs/adr/0022-merging-customers.md.
"""

from typing import Any

from django.db import connection, transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.common.events import publish
from anliegen.conversation.merging import same_people
from anliegen.conversation.models import Attachment
from anliegen.customers.access import Contact, Customer, known_customers, visible_customers
from anliegen.customers.events import CustomerRenamed
from anliegen.customers.models import (
    ContactEmail,
    ContactPhone,
    CustomerMerge,
    CustomerNote,
    PortalGrant,
    RecordEntry,
)
from anliegen.customers.record_page import MERGE_UNDO
from anliegen.customers.timeline import enter
from anliegen.customers.words import search_text, stored_words

_TICKETS = """
WITH moved AS (UPDATE tickets_ticket SET customer_id = %(into)s, version = version + 1
                WHERE desk_id = %(company)s AND customer_id = %(from)s
                  AND (%(ids)s::bigint[] IS NULL OR id = ANY (%(ids)s) OR contact_id = ANY (%(contacts)s))
               RETURNING id)
SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM moved
"""
_CONTACT_OF_TICKETS = """
WITH moved AS (UPDATE tickets_ticket SET contact_id = %(into)s, version = version + 1
                WHERE desk_id = %(company)s AND contact_id = %(from)s
                  AND (%(ids)s::bigint[] IS NULL OR id = ANY (%(ids)s)) RETURNING id)
SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM moved
"""


@transaction.atomic
def merge_customers(
    *, actor: Actor, public_id: str, other: str, seen: tuple[int, int]
) -> tuple[CustomerMerge, bool]:
    """Merge the customer `other` into the first; returns the merge and whether it was done just now.

    `seen` are the versions of survivor and other that the preview showed. A second sending of the same
    form finds the merge of the first. Raises NotFoundError, ForbiddenError, RefusedError, StaleError.
    """
    demand(actor, "customer.change")
    rows = visible_customers(actor).select_for_update().filter(public_id__in={public_id, other})
    both = {row.public_id: row for row in rows.order_by("id")}
    survivor, merged = both.get(public_id), both.get(other)
    if survivor is None:
        raise NotFoundError
    if merged is None:
        return _done_before(actor, survivor, other), False
    _check(survivor, merged, seen)
    moved = _move(actor, merged, survivor)
    merge = CustomerMerge.objects.create(
        company_id=actor.company_id,
        survivor=survivor,
        merged=merged,
        actor_id=actor.membership_id,
        moved=moved,
        at=now(),
    )
    merged.merged_into = survivor
    merged.version += 1
    merged.save(update_fields=["merged_into", "version"])
    _settle(actor, survivor)
    enter(actor, survivor.pk, "merged", reference=merged.pk)
    audit.note(actor, "customer-merged", merged.pk, after={"into": survivor.pk, "merge": merge.pk})
    publish(CustomerRenamed(company_id=actor.company_id, customer_id=survivor.pk))
    return merge, True


@transaction.atomic
def undo_merge(*, actor: Actor, public_id: str, merge_id: int) -> CustomerMerge:
    """Separate a merged customer again: what was its own goes back, with what has come to its contacts since.

    Raises NotFoundError, ForbiddenError; RefusedError after 30 days. Twice is once.
    """
    demand(actor, "customer.change")
    survivor = visible_customers(actor).select_for_update().filter(public_id=public_id).first()
    rows = CustomerMerge.objects.select_for_update().filter(company_id=actor.company_id, pk=merge_id)
    merge = rows.filter(survivor=survivor).first() if survivor else None
    if survivor is None or merge is None:
        raise NotFoundError
    if merge.undone_at is not None:
        return merge
    if merge.at < now() - MERGE_UNDO:
        raise RefusedError("A merge can be taken back for 30 days.", "form")
    merged = known_customers(actor).select_for_update().get(pk=merge.merged_id)
    # First of all: the database takes what is given to a merged customer to its survivor.
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    _move_back(actor, merge.moved, merged, survivor)
    merge.undone_at = now()
    merge.save(update_fields=["undone_at"])
    for customer in (survivor, merged):
        _settle(actor, customer)
    enter(actor, survivor.pk, "merge-undone", reference=merged.pk)
    enter(actor, merged.pk, "merge-undone", reference=survivor.pk)
    audit.note(actor, "customer-merge-undone", merged.pk, after={"from": survivor.pk, "merge": merge.pk})
    publish(CustomerRenamed(company_id=actor.company_id, customer_id=merged.pk))
    return merge


def _done_before(actor: Actor, survivor: Customer, other: str) -> CustomerMerge:
    merges = CustomerMerge.objects.filter(company_id=actor.company_id, survivor=survivor, undone_at=None)
    merge = merges.filter(merged__public_id=other).first()
    if merge is None:
        raise NotFoundError
    return merge


def _check(survivor: Customer, merged: Customer, seen: tuple[int, int]) -> None:
    if survivor.pk == merged.pk:
        raise RefusedError("A customer cannot be merged with itself.", "other")
    if merged.linked_company_id is not None:
        raise RefusedError("A company that asks for support here stays a customer of its own.", "other")
    if (survivor.version, merged.version) != seen:
        raise StaleError("Somebody else has changed one of the two. Please look at it again.", "form")


def _move(actor: Actor, merged: Customer, survivor: Customer) -> dict[str, Any]:
    """Move everything, and return what is needed to take it back."""
    ids: dict[str, Any] = {"company": actor.company_id, "ids": None, "contacts": []}
    pairs = same_people(actor, merged, survivor)
    moved: dict[str, Any] = {"folded": [_fold(actor, contact, into) for contact, into in pairs]}
    moved["tickets"] = _run(_TICKETS, ids | {"from": merged.pk, "into": survivor.pk})
    contacts = Contact.known.filter(company_id=actor.company_id, customer=merged)
    own: dict[str, Any] = {
        "contacts": contacts.exclude(pk__in=[contact.pk for contact, _into in pairs]),
        "notes": CustomerNote.objects.filter(company_id=actor.company_id, customer=merged),
        "documents": Attachment.objects.filter(company_id=actor.company_id, customer_id=merged.pk),
        "entries": RecordEntry.objects.filter(company_id=actor.company_id, customer=merged, ticket_id=None),
    }
    for kind, rows in own.items():
        moved[kind] = list(rows.order_by("id").values_list("id", flat=True))
        rows.update(customer_id=survivor.pk)
    # A merge shows nobody's requests to anybody new.
    moved["shared"] = survivor.contacts_share and not merged.contacts_share
    if moved["shared"]:
        survivor.contacts_share = False
    return moved


def _fold(actor: Actor, contact: Contact, into: Contact) -> dict[str, Any]:
    """Let one contact of the survivor speak for both: tickets, addresses, access. The other one rests."""
    values = {"company": actor.company_id, "from": contact.pk, "into": into.pk, "ids": None}
    grants = PortalGrant.objects.filter(company_id=actor.company_id, contact=contact)
    grant = grants.values_list("id", flat=True).first()
    grants.update(contact=into)
    emails = [address for address in contact.emails if address not in into.emails]
    phones = [number for number in contact.phones if number not in into.phones]
    own: dict[str, Any] = {"company_id": actor.company_id, "contact": into}
    ContactEmail.objects.bulk_create(
        ContactEmail(position=100 + n, address=address, **own) for n, address in enumerate(emails)
    )
    ContactPhone.objects.bulk_create(
        ContactPhone(position=100 + n, number=number, **own) for n, number in enumerate(phones)
    )
    return {
        "contact": contact.pk,
        "into": into.pk,
        "tickets": _run(_CONTACT_OF_TICKETS, values),
        "grant": grant,
        "emails": emails,
        "phones": phones,
    }


def _move_back(actor: Actor, moved: dict[str, Any], merged: Customer, survivor: Customer) -> None:
    company = actor.company_id
    values = {"company": company, "ids": moved["tickets"], "contacts": moved["contacts"]}
    _run(_TICKETS, values | {"from": survivor.pk, "into": merged.pk})
    for folded in moved["folded"]:
        _unfold(company, folded)
    rows = {
        "contacts": Contact.known.filter(company_id=company, customer=survivor),
        "notes": CustomerNote.objects.filter(company_id=company, customer=survivor),
        "documents": Attachment.objects.filter(company_id=company, customer_id=survivor.pk),
        "entries": RecordEntry.objects.filter(company_id=company, customer=survivor),
    }
    for kind, own in rows.items():
        own.filter(pk__in=moved[kind]).update(customer_id=merged.pk)
    if moved["shared"]:
        survivor.contacts_share = True


def _unfold(company_id: int, folded: dict[str, Any]) -> None:
    values = {"company": company_id, "from": folded["into"], "into": folded["contact"]}
    _run(_CONTACT_OF_TICKETS, values | {"ids": folded["tickets"]})
    own: dict[str, Any] = {"company_id": company_id, "contact_id": folded["into"]}
    PortalGrant.objects.filter(pk=folded["grant"], **own).update(contact_id=folded["contact"])
    ContactEmail.objects.filter(address__in=folded["emails"], **own).delete()
    ContactPhone.objects.filter(number__in=folded["phones"], **own).delete()


def _settle(actor: Actor, customer: Customer) -> None:
    """Let a customer be found by what belongs to it now."""
    customer.search_text = search_text(customer, stored_words(actor.company_id, customer.pk))
    customer.version += 1
    customer.save(update_fields=["search_text", "version", "contacts_share"])


def _run(sql: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (ids,) = cursor.fetchone() or ([],)
    return list(ids)
