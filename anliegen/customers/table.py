"""The customers as a table: one row per contact, in columns that the import knows again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice

from django.utils.translation import gettext as _

from anliegen.accounts.actor import Actor
from anliegen.customers.access import Contact, Customer, with_addresses
from anliegen.customers.models.customer import CustomerKind
from anliegen.customers.queries import listed

_PIECE = 1000


def table_of(actor: Actor, query: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield headings and rows of what the list shows by this query, piece by piece."""
    yield _headings()
    kinds = {CustomerKind.PERSON.value: _("Person"), CustomerKind.FIRM.value: _("Firm")}
    customers = listed(actor, query).order_by("sort_name", "id").iterator(chunk_size=_PIECE)
    while piece := list(islice(customers, _PIECE)):
        contacts = _contacts(actor, [customer.pk for customer in piece])
        for customer in piece:
            own = _own(customer, kinds)
            for person in contacts.get(customer.pk) or [["", "", "", ""]]:
                yield [*own, *person]


def _headings() -> list[str]:
    return [
        _("Customer number"),
        _("Kind"),
        _("Name"),
        _("Street and number"),
        _("Addition to the address"),
        _("Postcode"),
        _("Town"),
        _("Telephone"),
        _("E-mail (customer)"),
        _("VAT ID"),
        _("Note"),
        _("Contact name"),
        _("Contact function"),
        _("Contact e-mail"),
        _("Contact telephone"),
    ]


def _own(customer: Customer, kinds: dict[str, str]) -> list[str]:
    return [
        customer.number,
        kinds.get(customer.kind, ""),
        customer.name,
        customer.street,
        customer.address_extra,
        customer.postcode,
        customer.town,
        customer.phone,
        customer.email,
        customer.vat_id,
        customer.note,
    ]


def _contacts(actor: Actor, customer_ids: list[int]) -> dict[int, list[list[str]]]:
    rows = Contact.objects.filter(company_id=actor.company_id, customer_id__in=customer_ids)
    people: dict[int, list[list[str]]] = defaultdict(list)
    for row in with_addresses(rows).order_by("id"):
        people[row.customer_id].append([row.name, row.role, "; ".join(row.emails), "; ".join(row.phones)])
    return people
