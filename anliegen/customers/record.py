"""A customer as somebody typed it, and what of it cannot be kept."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from anliegen.common.errors import RefusedError
from anliegen.common.text import clean, line
from anliegen.customers.models.customer import CustomerKind

MOST_CONTACTS = 50
LONGEST_NOTE = 5000
_LENGTHS = {"name": 200, "number": 20, "street": 120, "postcode": 12, "town": 80, "phone": 40}
_CONTACT_LENGTHS = {"name": 120, "email": 254, "phone": 40, "role": 80}


@dataclass(slots=True)
class ContactInput:
    """A contact as it was typed; `id` is empty for a new one."""

    id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(line(word) for word in (self.name, self.email, self.phone, self.role))


@dataclass(slots=True)
class CustomerInput:
    """A customer as it was typed."""

    name: str = ""
    kind: str = CustomerKind.FIRM
    number: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    note: str = ""
    contacts: list[ContactInput] = field(default_factory=list)


def check(given: CustomerInput) -> None:
    """Raise RefusedError, with the name of the field, for the first thing that cannot be kept."""
    if not line(given.name):
        raise RefusedError("Please enter a name.", "name")
    for name, most in _LENGTHS.items():
        _check_length(getattr(given, name), most, name)
    if len(clean(given.note)) > LONGEST_NOTE:
        raise RefusedError("At most %(most)s characters are possible.", "note", most=LONGEST_NOTE)
    if sum(not contact.is_empty for contact in given.contacts) > MOST_CONTACTS:
        raise RefusedError("At most 50 contacts are possible.", "contacts")
    for index, contact in enumerate(given.contacts):
        if not contact.is_empty:
            _check_contact(contact, f"contact-{index}-")


def _check_contact(contact: ContactInput, prefix: str) -> None:
    if not line(contact.name):
        raise RefusedError("Please enter a name.", f"{prefix}name")
    for name, most in _CONTACT_LENGTHS.items():
        _check_length(getattr(contact, name), most, prefix + name)
    if not contact.email.strip():
        return
    try:
        validate_email(contact.email.strip())
    except ValidationError:
        reason = "Please enter the complete address, e.g. name@company.com."
        raise RefusedError(reason, f"{prefix}email") from None


def _check_length(text: str, most: int, name: str) -> None:
    if len(line(text)) > most:
        raise RefusedError("At most %(most)s characters are possible.", name, most=most)
