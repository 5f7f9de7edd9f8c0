"""A customer as somebody typed it, and what of it cannot be kept."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from anliegen.common.errors import RefusedError
from anliegen.common.text import clean, line
from anliegen.customers.models.customer import CustomerKind

MOST_CONTACTS = 50
# Mail addresses, and likewise telephones, of one contact.
MOST_ADDRESSES = 10
LONGEST_NOTE = 5000
# Fields that are one line, with the longest that each can be.
LINES = {
    "name": 200,
    "number": 20,
    "street": 120,
    "address_extra": 120,
    "postcode": 12,
    "town": 80,
    "phone": 40,
    "email": 254,
    "vat_id": 20,
}
_CONTACT_LENGTHS = {"name": 120, "role": 80}
_LONGEST_EMAIL, _LONGEST_PHONE = 254, 40


@dataclass(slots=True)
class ContactInput:
    """A contact as it was typed; without `id` a new one. The first address and number are the main ones."""

    id: str = ""
    name: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    role: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(line(word) for word in (self.name, *self.emails, *self.phones, self.role))

    def clean_emails(self) -> list[str]:
        """Return the addresses as they are kept: lower case, each once, in their order."""
        return list(dict.fromkeys(word for word in (line(e).lower() for e in self.emails) if word))

    def clean_phones(self) -> list[str]:
        """Return the telephone numbers as they are kept: each once, in their order."""
        return list(dict.fromkeys(word for word in map(line, self.phones) if word))


@dataclass(slots=True)
class CustomerInput:
    """A customer as it was typed."""

    name: str = ""
    kind: str = CustomerKind.FIRM
    number: str = ""
    street: str = ""
    address_extra: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""
    vat_id: str = ""
    note: str = ""
    contacts: list[ContactInput] = field(default_factory=list)


def check(given: CustomerInput) -> None:
    """Raise RefusedError, with the name of the field, for the first thing that cannot be kept."""
    for name in LINES:
        check_line(name, getattr(given, name))
    check_note(given.note)
    if sum(not contact.is_empty for contact in given.contacts) > MOST_CONTACTS:
        raise RefusedError("At most 50 contacts are possible.", "contacts")
    for index, contact in enumerate(given.contacts):
        if not contact.is_empty:
            check_contact(contact, f"contact-{index}-")


def check_line(name: str, text: str) -> None:
    """Raise RefusedError if one of the fields of one line cannot be kept."""
    if name == "name" and not line(text):
        raise RefusedError("Please enter a name.", "name")
    _check_length(text, LINES[name], name)
    if name == "email":
        _check_email(text, name)


def check_note(text: str, name: str = "note") -> None:
    """Raise RefusedError if a text of several lines is too long."""
    if len(clean(text)) > LONGEST_NOTE:
        raise RefusedError("At most %(most)s characters are possible.", name, most=LONGEST_NOTE)


def check_contact(contact: ContactInput, prefix: str = "contact-0-") -> None:
    """Raise RefusedError for the first thing of a contact that cannot be kept."""
    if not line(contact.name):
        raise RefusedError("Please enter a name.", f"{prefix}name")
    for name, most in _CONTACT_LENGTHS.items():
        _check_length(getattr(contact, name), most, prefix + name)
    if max(len(contact.clean_emails()), len(contact.clean_phones())) > MOST_ADDRESSES:
        raise RefusedError("At most 10 addresses and 10 telephone numbers are possible.", f"{prefix}email-0")
    for place, address in enumerate(contact.emails):
        _check_length(address, _LONGEST_EMAIL, f"{prefix}email-{place}")
        _check_email(address, f"{prefix}email-{place}")
    for place, number in enumerate(contact.phones):
        _check_length(number, _LONGEST_PHONE, f"{prefix}phone-{place}")


def _check_email(text: str, name: str) -> None:
    address = line(text)
    if not address:
        return
    try:
        validate_email(address)
    except ValidationError:
        raise RefusedError("Please enter the complete address, e.g. name@company.com.", name) from None


def _check_length(text: str, most: int, name: str) -> None:
    if len(line(text)) > most:
        raise RefusedError("At most %(most)s characters are possible.", name, most=most)
