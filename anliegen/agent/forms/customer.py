"""The form of a customer: fields as they were typed."""

from django.http import QueryDict

from anliegen.customers.access import Contact, Customer
from anliegen.customers.actions.save import ContactInput, CustomerInput

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


def with_room(given: CustomerInput) -> CustomerInput:
    """Return the input with an empty row for one more contact."""
    if not given.contacts or not given.contacts[-1].is_empty:
        given.contacts.append(ContactInput())
    return given
