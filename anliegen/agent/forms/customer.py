"""The form of a customer: fields as they were typed, with rows added and taken away without scripts."""

from typing import TypeVar

from django.http import QueryDict

from anliegen.common.numbers import whole_number
from anliegen.customers.access import Contact, Customer
from anliegen.customers.record import LINES, MOST_ADDRESSES, MOST_CONTACTS, ContactInput, CustomerInput

_FIELDS = (*LINES, "kind", "note")
# What a foreign form may send: more rows than that are not looked at.
_MOST_ROWS = MOST_CONTACTS + 10
_Row = TypeVar("_Row")


def typed(post: QueryDict) -> CustomerInput:
    """Return what was posted."""
    columns = zip(
        post.getlist("contact_id"), post.getlist("contact_name"), post.getlist("contact_role"), strict=False
    )
    contacts = [
        ContactInput(key, name, *_addresses(post, n), role)
        for n, (key, name, role) in enumerate(columns)
        if n < _MOST_ROWS
    ]
    return CustomerInput(contacts=contacts, **{name: post.get(name, "") for name in _FIELDS})


def typed_contact(post: QueryDict) -> ContactInput:
    """Return the one contact of a form of its own."""
    return ContactInput("", post.get("contact_name", ""), *_addresses(post, 0), post.get("contact_role", ""))


def _addresses(post: QueryDict, n: int) -> tuple[list[str], list[str]]:
    most = MOST_ADDRESSES + 5
    return post.getlist(f"contact_email_{n}")[:most], post.getlist(f"contact_phone_{n}")[:most]


def stored(customer: Customer, contacts: list[Contact]) -> CustomerInput:
    """Return a customer as the form shows it."""
    given = CustomerInput(**{name: getattr(customer, name) for name in _FIELDS})
    given.contacts = [stored_contact(contact) for contact in contacts]
    return given


def stored_contact(contact: Contact) -> ContactInput:
    """Return a contact as the form shows it."""
    return ContactInput(str(contact.id), contact.name, contact.emails, contact.phones, contact.role)


def contact_fields(given: ContactInput, version: int) -> dict[str, str | list[str]]:
    """Return the fields of the form of one contact that would save it like this."""
    return {
        "contact_name": given.name,
        "contact_role": given.role,
        "contact_email_0": given.emails,
        "contact_phone_0": given.phones,
        "version": str(version),
    }


def wants_rows(post: QueryDict) -> bool:
    """Say whether a button for another row, or for one less, was pressed: then nothing is saved."""
    return bool(post.get("more") or post.get("less"))


def with_rows(given: CustomerInput, post: QueryDict) -> CustomerInput:
    """Return the input with the row that a button adds or takes away, and room for what is yet to come."""
    _add(given, post.get("more", "").split("-"))
    _take(given, post.get("less", "").split("-"))
    if not any(contact.is_empty for contact in given.contacts) and len(given.contacts) < MOST_CONTACTS:
        given.contacts.append(ContactInput())
    for contact in given.contacts:
        contact.emails = contact.emails or [""]
        contact.phones = contact.phones or [""]
    return given


def _add(given: CustomerInput, words: list[str]) -> None:
    if words == ["contact"]:
        given.contacts.append(ContactInput())
    elif len(words) == 2:
        contact = _at(given.contacts, words[1])
        rows = _rows(contact, words[0]) if contact else None
        if rows is not None and len(rows) < MOST_ADDRESSES:
            rows.append("")


def _take(given: CustomerInput, words: list[str]) -> None:
    contact = _at(given.contacts, words[1]) if len(words) > 1 else None
    if contact is None:
        return
    if words[0] == "contact":
        given.contacts.pop(int(words[1]))
    elif len(words) == 3:
        rows = _rows(contact, words[0])
        if rows is not None and _at(rows, words[2]) is not None:
            rows.pop(int(words[2]))


def _rows(contact: ContactInput, kind: str) -> list[str] | None:
    return {"email": contact.emails, "phone": contact.phones}.get(kind)


def _at(rows: list[_Row], word: str) -> _Row | None:
    """Return the row with the number in a button's value, or None for nonsense."""
    n = whole_number(word)
    return rows[n] if n is not None and n < len(rows) else None


def version_in(post: QueryDict) -> int:
    """Return the version that the form was made from; nonsense is no version and so always stale."""
    return whole_number(post.get("version")) or 0
