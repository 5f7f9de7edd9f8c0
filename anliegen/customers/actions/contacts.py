"""Writing a customer's contacts: used by every action that takes a contact as it was typed."""

from collections.abc import Sequence

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.text import line
from anliegen.customers.actions.portal_access import end_access
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer
from anliegen.customers.record import ContactInput
from anliegen.customers.timeline import enter


def set_contacts(actor: Actor, customer: Customer, given: Sequence[ContactInput]) -> None:
    """Make the customer's contacts the given ones: change, add, remove.

    A few statements for all that stay, whatever their number.
    """
    rows = Contact.objects.filter(company_id=customer.company_id, customer=customer)
    known = {str(row.pk): row for row in rows}
    written: list[tuple[Contact, ContactInput]] = []
    for typed in given:
        if not typed.is_empty:
            row = known.get(typed.id) or Contact(company_id=customer.company_id, customer=customer)
            write_contact(row, typed)
            written.append((row, typed))
    kept = {row.pk for row, _typed in written}
    for row in known.values():
        if row.pk not in kept:
            put_away(actor, customer, row)
    write_addresses(written)


def write_contact(row: Contact, typed: ContactInput) -> None:
    """Write name and function; its addresses are written apart."""
    row.name, row.role = line(typed.name), line(typed.role)
    if row.pk:
        row.version += 1
        # Never the copies of the first address and number: triggers keep those.
        row.save(update_fields=["name", "role", "version"])
    else:
        row.save()


def write_addresses(written: Sequence[tuple[Contact, ContactInput]]) -> None:
    """Replace the addresses and numbers of the contacts by those that were typed."""
    if not written:
        return
    ids = [row.pk for row, _typed in written]
    inside = {"company_id": written[0][0].company_id, "contact_id__in": ids}
    ContactEmail.objects.filter(**inside).delete()
    ContactPhone.objects.filter(**inside).delete()
    ContactEmail.objects.bulk_create(
        ContactEmail(company_id=row.company_id, contact=row, position=place, address=address)
        for row, typed in written
        for place, address in enumerate(typed.clean_emails())
    )
    ContactPhone.objects.bulk_create(
        ContactPhone(company_id=row.company_id, contact=row, position=place, number=number)
        for row, typed in written
        for place, number in enumerate(typed.clean_phones())
    )


def put_away(actor: Actor, customer: Customer, contact: Contact) -> None:
    """Remove a contact and its access to the portal, at the same time, by which both come back together."""
    contact.removed_at = now()
    end_access(actor, customer, contact.pk, contact.removed_at)
    contact.version += 1
    contact.save(update_fields=["removed_at", "version"])
    enter(actor, customer.pk, "contact-removed", reference=contact.pk)
