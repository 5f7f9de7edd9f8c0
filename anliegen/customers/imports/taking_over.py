"""Taking one row over into a customer: what it says is set, what it leaves empty stays."""

from anliegen.common.errors import RefusedError
from anliegen.common.text import fold
from anliegen.customers.imports.book import Book, Entry, Person
from anliegen.customers.imports.reading import FIELDS, Reading
from anliegen.customers.models import Contact, Customer, Outcome
from anliegen.customers.models.customer import CustomerKind
from anliegen.customers.record import MOST_ADDRESSES, MOST_CONTACTS, ContactInput


def take_over(book: Book, reading: Reading, company_id: int) -> tuple[Outcome, Entry | None]:
    """Put the row into the book and say what it does. Nothing is stored. A refusal is left in the row."""
    if reading.refusal is None:
        try:
            entry = book.find(reading)
            if entry is None:
                return Outcome.CREATED, _created(book, reading, company_id)
            _check_same(entry, reading)
            _check_room(entry, reading)
            return _updated(book, entry, reading), entry
        except RefusedError as refusal:
            reading.refusal = refusal
    return Outcome.REFUSED, None


def _created(book: Book, reading: Reading, company_id: int) -> Entry:
    if not reading.words["name"]:
        raise RefusedError("Please enter a name.", "name")
    customer = Customer(company_id=company_id, kind=reading.kind or CustomerKind.FIRM)
    entry = Entry(customer, [], is_new=True, row=reading.position)
    _set_words(entry, reading)
    book.add(entry)
    for contact in reading.contacts:
        _set_contact(book, entry, contact)
    return entry


def _check_same(entry: Entry, reading: Reading) -> None:
    """Within one file a customer has one name: another one means that the key is not a key."""
    name = reading.words["name"]
    if entry.row is not None and name and name != entry.customer.name and not entry.has_merged:
        raise RefusedError(
            "Row %(row)s means the same customer under another name: “%(name)s”.",
            row=entry.row,
            name=entry.customer.name,
        )


def _check_room(entry: Entry, reading: Reading) -> None:
    """Before anything is set: a row is taken over whole or not at all."""
    new = 0
    for said in reading.contacts:
        person = _known(entry, said)
        new += person is None
        if person and (_more(person.emails, said.emails) or _more(person.phones, said.phones)):
            raise RefusedError(
                "At most 10 addresses and 10 telephone numbers are possible.", "contact-0-email-0"
            )
    if new and len(entry.contacts) + new > MOST_CONTACTS:
        raise RefusedError("At most 50 contacts are possible.", "contacts")


def _more(known: list[str], said: list[str]) -> bool:
    """Say whether the addresses together are too many."""
    return bool(set(said) - set(known)) and len({*known, *said}) > MOST_ADDRESSES


def _updated(book: Book, entry: Entry, reading: Reading) -> Outcome:
    changed = _set_words(entry, reading)
    entry.is_changed = entry.is_changed or changed
    for contact in reading.contacts:
        changed = _set_contact(book, entry, contact) or changed
    entry.row = entry.row if entry.row is not None else reading.position
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def _set_words(entry: Entry, reading: Reading) -> bool:
    customer = entry.customer
    said = {name: reading.words[name] for name in FIELDS if reading.words[name]}
    if not entry.is_new:
        number = said.pop("number", "")
        if entry.has_merged and number != customer.number:
            # The row may mean one that was merged: its name is no longer this one's.
            said.pop("name", None)
    if reading.kind:
        said["kind"] = reading.kind
    changed = [name for name, word in said.items() if getattr(customer, name) != word]
    for name in changed:
        setattr(customer, name, said[name])
    customer.sort_name = fold(customer.name)[:400]
    return bool(changed)


def _set_contact(book: Book, entry: Entry, said: ContactInput) -> bool:
    """Change the contact that the row means, or add it, taking nothing away; say whether anything differs."""
    person = _known(entry, said)
    if person is None:
        row = Contact(company_id=entry.customer.company_id, name=said.name or entry.customer.name[:120])
        person = Person(row, is_changed=True)
        entry.contacts.append(person)
    changed = person.row.pk is None and person.is_changed
    if said.role and person.row.role != said.role:
        person.row.role, changed = said.role, True
    for known, more in ((person.emails, said.emails), (person.phones, said.phones)):
        new = [word for word in more if word not in known]
        known.extend(new)
        changed = changed or bool(new)
    person.is_changed = person.is_changed or changed
    for address in said.emails:
        book.add_address(entry, address)
    return changed


def _known(entry: Entry, said: ContactInput) -> Person | None:
    """Return the contact of that name; without a name the one with one of the addresses.

    Never by the address against the name: colleagues share mailboxes.
    """
    if not said.name:
        owners = (person for person in entry.contacts if set(person.emails) & set(said.emails))
        person = next(owners, None)
        if person is not None:
            return person
    name = fold(said.name or entry.customer.name[:120])
    return next((person for person in entry.contacts if fold(person.row.name) == name), None)
