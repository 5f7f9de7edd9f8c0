"""The customers that a batch may mean: found by number, else by address, else by name and postcode."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.common.text import fold
from anliegen.customers.access import known_customers, visible_customers, with_addresses
from anliegen.customers.imports.reading import Reading
from anliegen.customers.models import Contact, ContactEmail, Customer, CustomerImport, ImportRow


@dataclass(slots=True, eq=False)
class Person:
    """A contact with its addresses and numbers, stored or still to be stored."""

    row: Contact
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    is_changed: bool = False


@dataclass(slots=True, eq=False)
class Entry:
    """A customer with its contacts, stored or still to be stored, and what the run did with it so far."""

    customer: Customer
    contacts: list[Person]
    is_new: bool = False
    has_merged: bool = False
    # The first row of this run that meant it.
    row: int | None = None
    old_name: str = ""
    is_changed: bool = False


class Book:
    """Entries by every key, for one batch; what a row adds, a later row of the batch finds."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._by_number: dict[str, Entry] = {}
        self._by_address: dict[str, list[Entry]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Entry]] = defaultdict(list)

    def add(self, entry: Entry) -> None:
        """Put an entry under its keys."""
        self.entries.append(entry)
        if entry.customer.number:
            self._by_number[entry.customer.number] = entry
        self._by_name[entry.customer.name, entry.customer.postcode].append(entry)
        self.add_address(entry, entry.customer.email)
        for person in entry.contacts:
            for address in person.emails:
                self.add_address(entry, address)

    def add_number(self, entry: Entry, number: str) -> None:
        """Put an entry under one more number: that of a customer that was merged into it."""
        self._by_number.setdefault(number, entry)

    def add_address(self, entry: Entry, address: str) -> None:
        """Put an entry under one more address."""
        if address and entry not in self._by_address[address]:
            self._by_address[address].append(entry)

    def find(self, reading: Reading) -> Entry | None:
        """Return whom the row means, or None for somebody new. Raises RefusedError if it is not clear."""
        number, name = reading.words["number"], reading.words["name"]
        if number:
            return self._by_number.get(number)
        for address in reading.emails:
            found = self._by_address.get(address, [])
            found = [entry for entry in found if entry.customer.name == name] or found
            if len(found) > 1:
                raise RefusedError(
                    "Several customers have the address %(address)s. Please add the customer number.",
                    address=address,
                )
            if found:
                return found[0]
        return self._named(name, reading.words["postcode"])

    def _named(self, name: str, postcode: str) -> Entry | None:
        found = self._by_name.get((name, postcode), [])
        if len(found) > 1:
            raise RefusedError(
                "Several customers are called “%(name)s”. Please add the customer number.", name=name
            )
        return found[0] if found else None


def open_book(actor: Actor, readings: Iterable[Reading], *, locked: bool) -> Book:
    """Return the customers that the rows may mean, locked against other changes or not (6 statements)."""
    useful = [reading for reading in readings if not reading.refusal]
    merged = _merged(actor, _ids(actor, useful))
    ids = set(merged.values())
    rows = visible_customers(actor).filter(pk__in=ids).order_by("id")
    customers = list(rows.select_for_update(of=("self",)) if locked else rows)
    people: dict[int, list[Person]] = defaultdict(list)
    contacts = Contact.objects.filter(company_id=actor.company_id, customer_id__in=ids)
    for row in with_addresses(contacts).order_by("id"):
        people[row.customer_id].append(Person(row, list(row.emails), list(row.phones)))
    book = Book()
    for customer in customers:
        book.add(Entry(customer, people[customer.pk], old_name=customer.name))
    _add_merged(actor, book, {old: into for old, into in merged.items() if old != into})
    return book


def _ids(actor: Actor, readings: list[Reading]) -> set[int]:
    numbers = {r.words["number"] for r in readings if r.words["number"]}
    others = [r for r in readings if not r.words["number"]]
    addresses = {address for r in others for address in r.emails}
    names = {fold(r.words["name"])[:400] for r in others if r.words["name"]}
    postcodes = {r.words["postcode"] for r in others}
    rows = known_customers(actor)
    listed = ContactEmail.objects.filter(company_id=actor.company_id, address__in=addresses)
    named = rows.filter(sort_name__in=names, postcode__in=postcodes)
    return {
        *(rows.filter(number__in=numbers).values_list("id", flat=True) if numbers else ()),
        *(rows.filter(email__in=addresses).values_list("id", flat=True) if addresses else ()),
        *(listed.values_list("contact__customer_id", flat=True) if addresses else ()),
        *(named.values_list("id", flat=True) if names else ()),
    }


def _merged(actor: Actor, ids: set[int]) -> dict[int, int]:
    """Return for every customer the one that it was merged into, or itself."""
    rows = known_customers(actor).filter(pk__in=ids).values_list("id", "merged_into_id")
    found = {pk: into or pk for pk, into in rows}
    further = set(found.values()) - set(found)
    if not further:
        return found
    behind = _merged(actor, further)
    return {pk: behind.get(into, into) for pk, into in found.items()} | behind


def _add_merged(actor: Actor, book: Book, merged: dict[int, int]) -> None:
    """The number and address of a customer that was merged lead to the other one."""
    if not merged:
        return
    by_id = {entry.customer.pk: entry for entry in book.entries}
    rows = known_customers(actor).filter(pk__in=merged).values_list("id", "number", "email")
    for pk, number, email in rows:
        entry = by_id.get(merged[pk])
        if entry is not None:
            entry.has_merged = True
            book.add_number(entry, number)
            book.add_address(entry, email)


def remember_rows(book: Book, run: CustomerImport) -> None:
    """Note which customers earlier rows of the same file have meant already."""
    by_id = {entry.customer.pk: entry for entry in book.entries}
    done = ImportRow.objects.filter(company_id=run.company_id, run=run, customer_id__in=by_id)
    for customer_id, position in done.order_by("-position").values_list("customer_id", "position"):
        if customer_id is not None:
            by_id[customer_id].row = position
