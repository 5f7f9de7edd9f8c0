"""The choice of columns of an import: what a column can go to, in words, and what was chosen."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from anliegen.customers.imports.columns import CONTACT, CONTACTS, CUSTOMER


def field_words() -> dict[str, str]:
    """Return the word for every field of a customer or a contact."""
    return {
        "name": _("Name"),
        "number": _("Customer number"),
        "kind": _("Kind"),
        "street": _("Street"),
        "house": _("House number"),
        "address_extra": _("Addition to the address"),
        "vat_id": _("VAT ID"),
        "postcode": _("Postcode"),
        "town": _("Town"),
        "phone": _("Telephone"),
        "email": _("E-mail address"),
        "note": _("Note"),
        "first": _("First name"),
        "last": _("Last name"),
        "role": _("Function"),
    }


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a column can go to, in groups: word of the group, then value and word."""
    words = field_words()
    groups = [(_("Customer"), [(name, words[name]) for name in CUSTOMER])]
    for n in range(1, CONTACTS + 1):
        group = _("Contact %(n)s") % {"n": n}
        groups.append((group, [(f"contact-{n}-{name}", f"{group}: {words[name]}") for name in CONTACT]))
    return groups


def field_word(field: str) -> str:
    """Return what a refusal's field is called: `town`, or `contact-0-email-1` of a contact."""
    words = field_words()
    _prefix, *rest = field.split("-")
    if rest:
        return (
            _("Contact, %(field)s") % {"field": words[rest[1]]} if len(rest) > 1 and rest[1] in words else ""
        )
    return words.get(field, "")


def chosen(post: QueryDict, columns: int) -> list[str]:
    """Return what was chosen for each column, as many as there are."""
    return [post.get(f"column-{n}", "")[:40] for n in range(columns)]
