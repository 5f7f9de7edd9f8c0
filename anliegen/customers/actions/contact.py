"""Adding and changing one contact, where it stands on the customer's page."""

from django.db import transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.customers.access import visible_customers
from anliegen.customers.actions.contacts import write_addresses, write_contact
from anliegen.customers.models import Contact, Customer
from anliegen.customers.record import MOST_CONTACTS, ContactInput, check_contact
from anliegen.customers.timeline import enter
from anliegen.customers.words import search_text, stored_words


@transaction.atomic
def add_contact(*, actor: Actor, public_id: str, given: ContactInput) -> Contact:
    """Give a customer another contact. Raises NotFoundError, ForbiddenError, RefusedError."""
    customer = _locked(actor, public_id)
    check_contact(given)
    if Contact.objects.filter(company_id=actor.company_id, customer=customer).count() >= MOST_CONTACTS:
        raise RefusedError("At most 50 contacts are possible.", "form")
    contact = Contact(company_id=actor.company_id, customer=customer)
    _write(customer, contact, given)
    enter(actor, customer.pk, "contact-added", reference=contact.pk)
    return contact


@transaction.atomic
def change_contact(
    *, actor: Actor, public_id: str, contact_id: int, version: int, given: ContactInput
) -> Contact:
    """Change a contact with its addresses, unless somebody else has saved it since.

    Raises NotFoundError, ForbiddenError, RefusedError, StaleError.
    """
    customer = _locked(actor, public_id)
    rows = Contact.objects.filter(company_id=actor.company_id, customer=customer)
    contact = rows.filter(pk=contact_id).first()
    if contact is None:
        raise NotFoundError
    if contact.version != version:
        raise StaleError("Somebody else has changed this in the meantime. You see the newer state now.")
    check_contact(given)
    _write(customer, contact, given)
    enter(actor, customer.pk, "contact-changed", reference=contact.pk)
    return contact


def _write(customer: Customer, contact: Contact, given: ContactInput) -> None:
    write_contact(contact, given)
    write_addresses([(contact, given)])
    customer.search_text = search_text(customer, stored_words(customer.company_id, customer.pk))
    customer.version += 1
    customer.save(update_fields=["search_text", "version"])


def _locked(actor: Actor, public_id: str) -> Customer:
    customer = visible_customers(actor).select_for_update().filter(public_id=public_id).first()
    if customer is None:
        raise NotFoundError
    demand(actor, "customer.change")
    return customer
