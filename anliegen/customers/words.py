"""The words by which a customer is found."""

import re
from collections.abc import Iterable

from anliegen.common.text import fold
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer
from anliegen.customers.record import CustomerInput


def typed_words(given: CustomerInput) -> list[str]:
    """Return the words of contacts as they were typed."""
    words = []
    for contact in given.contacts:
        words += [contact.name, *contact.clean_emails(), *map(_number, contact.clean_phones())]
    return words


def stored_words(company_id: int, customer_id: int) -> list[str]:
    """Return the words of a customer's stored contacts (three statements)."""
    own = Contact.objects.filter(company_id=company_id, customer_id=customer_id)
    inside = {"company_id": company_id, "contact__customer_id": customer_id, "contact__removed_at": None}
    emails = ContactEmail.objects.filter(**inside).order_by("contact_id", "position")
    phones = ContactPhone.objects.filter(**inside).order_by("contact_id", "position")
    return [
        *own.order_by("id").values_list("name", flat=True),
        *emails.values_list("address", flat=True),
        *map(_number, phones.values_list("number", flat=True)),
    ]


def search_text(customer: Customer, contacts: Iterable[str]) -> str:
    """Return the folded words of a customer, of its contacts, and of those merged into it."""
    own = [customer.number, customer.name, customer.town, customer.email, _number(customer.phone)]
    merged: list[str] = []
    if customer.pk:
        rows = Customer.objects.filter(company_id=customer.company_id, merged_into_id=customer.pk)
        merged = list(rows.order_by("id").values_list("search_text", flat=True)[:50])
    return fold(" ".join([*own, *contacts, *merged]))


def _number(phone: str) -> str:
    """A number is found as it was typed and by its digits alone."""
    digits = re.sub(r"\D", "", phone)
    return phone if digits in {"", phone} else f"{phone} {digits}"
