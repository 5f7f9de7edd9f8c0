"""Adding, changing, removing and putting back one contact, where it stands on the customer's page."""

import uuid

from django.db import transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.customers.access import visible_customers
from anliegen.customers.actions.contacts import put_away, write_addresses, write_contact
from anliegen.customers.actions.portal_access import open_again
from anliegen.customers.models import Contact, Customer
from anliegen.customers.once import made_before, remember
from anliegen.customers.record import MOST_CONTACTS, ContactInput, check_contact
from anliegen.customers.timeline import enter
from anliegen.customers.words import search_text, stored_words


@transaction.atomic
def add_contact(
    *, actor: Actor, public_id: str, given: ContactInput, key: uuid.UUID | None = None
) -> Contact:
    """Give a customer another contact; with the same key only once.

    Raises NotFoundError, ForbiddenError, RefusedError.
    """
    customer = _locked(actor, public_id)
    before = made_before(actor, key)
    if before is not None:
        return Contact.known.get(company_id=actor.company_id, pk=before)
    check_contact(given)
    _demand_room(customer)
    contact = Contact(company_id=actor.company_id, customer=customer)
    _write(customer, contact, given)
    enter(actor, customer.pk, "contact-added", reference=contact.pk)
    remember(actor, key, contact.pk)
    return contact


@transaction.atomic
def change_contact(
    *, actor: Actor, public_id: str, contact_id: int, version: int, given: ContactInput
) -> Contact:
    """Change a contact with its addresses, unless somebody else has saved or removed it since.

    Who has seen that it was removed and saves nevertheless puts it back. Raises NotFoundError,
    ForbiddenError, RefusedError, StaleError.
    """
    customer = _locked(actor, public_id)
    contact = _own(customer, contact_id)
    if contact.version != version and contact.removed_at is not None:
        raise StaleError("Somebody else has removed this contact. Saving puts it back with what stands here.")
    if contact.version != version:
        raise StaleError("Somebody else has changed this in the meantime. You see the newer state now.")
    check_contact(given)
    if contact.removed_at is not None:
        _put_back(actor, customer, contact)
    _write(customer, contact, given)
    enter(actor, customer.pk, "contact-changed", reference=contact.pk)
    return contact


@transaction.atomic
def remove_contact(*, actor: Actor, public_id: str, contact_id: int, removed: bool) -> None:
    """Remove a contact, its access to the portal included, or put both back; again does nothing.

    Tickets and the timeline go on naming it. Raises NotFoundError, ForbiddenError, RefusedError.
    """
    customer = _locked(actor, public_id)
    contact = _own(customer, contact_id)
    if (contact.removed_at is not None) == removed:
        return
    if removed:
        put_away(actor, customer, contact)
    else:
        _put_back(actor, customer, contact)
    _settle(customer)


def _own(customer: Customer, contact_id: int) -> Contact:
    rows = Contact.known.filter(company_id=customer.company_id, customer=customer, forgotten_at=None)
    contact = rows.filter(pk=contact_id).first() if contact_id < 2**63 else None
    if contact is None:
        raise NotFoundError
    return contact


def _demand_room(customer: Customer) -> None:
    present = Contact.objects.filter(company_id=customer.company_id, customer=customer)
    if present.count() >= MOST_CONTACTS:
        raise RefusedError("At most 50 contacts are possible.", "form")


def _put_back(actor: Actor, customer: Customer, contact: Contact) -> None:
    _demand_room(customer)
    removed_at, contact.removed_at = contact.removed_at, None
    contact.version += 1
    contact.save(update_fields=["removed_at", "version"])
    enter(actor, customer.pk, "contact-back", reference=contact.pk)
    if removed_at is not None:
        open_again(actor, customer, contact, removed_at)


def _write(customer: Customer, contact: Contact, given: ContactInput) -> None:
    write_contact(contact, given)
    write_addresses([(contact, given)])
    _settle(customer)


def _settle(customer: Customer) -> None:
    """Let the customer be found by the contacts that it has now."""
    customer.search_text = search_text(customer, stored_words(customer.company_id, customer.pk))
    customer.version += 1
    customer.save(update_fields=["search_text", "version"])


def _locked(actor: Actor, public_id: str) -> Customer:
    customer = visible_customers(actor).select_for_update().filter(public_id=public_id).first()
    if customer is None:
        raise NotFoundError
    demand(actor, "customer.change")
    return customer
