"""The form of a customer: fields as they were typed."""

from django.http import QueryDict

from anliegen.customers.access import Contact, Customer
from anliegen.customers.record import MOST_CONTACTS, ContactInput, CustomerInput

EMPTY_ROWS = 3
MOST_ROWS = MOST_CONTACTS + EMPTY_ROWS
_FIELDS = ("name", "kind", "number", "street", "postcode", "town", "phone", "note")


def typed(post: QueryDict) -> CustomerInput:
    """Return what was posted."""
    columns = zip(
        post.getlist("contact_id"),
        post.getlist("contact_name"),
        post.getlist("contact_email"),
        post.getlist("contact_phone"),
        post.getlist("contact_role"),
        strict=False,
    )
    contacts = [ContactInput(*row) for row in columns]
    return CustomerInput(contacts=contacts, **{name: post.get(name, "") for name in _FIELDS})


def stored(customer: Customer, contacts: list[Contact]) -> CustomerInput:
    """Return a customer as the form shows it."""
    given = CustomerInput(**{name: getattr(customer, name) for name in _FIELDS})
    given.contacts = [ContactInput(str(c.pk), c.name, c.email, c.phone, c.role) for c in contacts]
    return given


def version_in(post: QueryDict) -> int:
    """Return the version that the form was made from; nonsense is no version and so always stale."""
    word = post.get("version", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0


def with_room(given: CustomerInput, more: int = 0) -> CustomerInput:
    """Return the input with empty rows at its end: three for contacts yet to come, and `more`."""
    filled = [n for n, contact in enumerate(given.contacts, 1) if not contact.is_empty]
    wanted = max((filled[-1] if filled else 0) + EMPTY_ROWS, len(given.contacts) + more)
    given.contacts += [ContactInput() for _ in range(min(wanted, MOST_ROWS) - len(given.contacts))]
    return given
