"""Writing a customer's contacts: used by every action that takes a contact as it was typed."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from anliegen.common.errors import RefusedError
from anliegen.common.text import line
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer
from anliegen.customers.record import ContactInput


def set_contacts(customer: Customer, given: Sequence[ContactInput]) -> None:
    """Make the customer's contacts the given ones: change, add, remove. Raises RefusedError.

    A few statements for all of them together, whatever their number.
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
    remove_contacts([row.pk for row in known.values() if row.pk not in kept])
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


def remove_contacts(ids: list[int]) -> None:
    """Remove contacts. Raises RefusedError for one that a ticket names."""
    if not ids:
        return
    try:
        with transaction.atomic():
            Contact.objects.filter(pk__in=ids).delete()
    except IntegrityError:
        raise RefusedError(
            "A contact who is named in a ticket cannot be removed. Please change it instead.", "contacts"
        ) from None
