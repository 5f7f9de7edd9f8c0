"""Writing a batch into the database: customers, contacts, and what became of every row."""

import json

from django.db import connection

from anliegen.common.clock import now
from anliegen.common.events import publish
from anliegen.common.ids import public_id
from anliegen.common.numbers import whole_number
from anliegen.customers.actions.contacts import write_addresses, write_contact
from anliegen.customers.events import CustomerRenamed
from anliegen.customers.imports.book import Book, Entry
from anliegen.customers.imports.reading import Reading
from anliegen.customers.models import Contact, Customer, CustomerImport, Outcome, RecordEntry
from anliegen.customers.numbers import next_number
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.customers.words import search_text, typed_words

_OUTCOMES = """
UPDATE customers_import_row AS r
   SET outcome = v.outcome, reason = v.reason, customer_id = v.customer_id,
       cells = CASE WHEN v.outcome = 'refused' THEN r.cells END
  FROM jsonb_to_recordset(%s) AS v (position integer, outcome text, reason jsonb, customer_id bigint)
 WHERE r.company_id = %s AND r.run_id = %s AND r.position = v.position
"""
Done = tuple[Reading, Outcome, Entry | None]


def store(company_id: int, book: Book) -> None:
    """Store what the rows have changed in the book."""
    new = [entry for entry in book.entries if entry.is_new]
    _give_numbers(company_id, new)
    changed = [e for e in book.entries if e.is_new or e.is_changed or any(p.is_changed for p in e.contacts)]
    for entry in changed:
        entry.customer.search_text = search_text(entry.customer, typed_words(_as_typed(entry)))
    Customer.objects.bulk_create([entry.customer for entry in new])
    for entry in changed:
        if not entry.is_new:
            _change(company_id, entry)
    _store_contacts(changed)


def _as_typed(entry: Entry) -> CustomerInput:
    people = [ContactInput("", p.row.name, p.emails, p.phones) for p in entry.contacts]
    return CustomerInput(contacts=people)


def _give_numbers(company_id: int, new: list[Entry]) -> None:
    for entry in new:
        entry.customer.public_id = public_id()
    unnumbered = [entry.customer for entry in new if not entry.customer.number]
    if not unnumbered:
        return
    given = [number for entry in new if (number := whole_number(entry.customer.number))]
    first = max([next_number(company_id), *(number + 1 for number in given)])
    for number, customer in enumerate(unnumbered, first):
        customer.number = str(number)


def _change(company_id: int, entry: Entry) -> None:
    entry.customer.version += 1
    entry.customer.save()
    if entry.customer.name != entry.old_name:
        publish(CustomerRenamed(company_id=company_id, customer_id=entry.customer.pk))


def _first(words: list[str]) -> str:
    return words[0] if words else ""


def _store_contacts(changed: list[Entry]) -> None:
    new: list[Contact] = []
    written: list[tuple[Contact, ContactInput]] = []
    for entry in changed:
        for person in entry.contacts:
            if not person.is_changed:
                continue
            person.row.customer_id = entry.customer.pk
            typed = ContactInput("", person.row.name, person.emails, person.phones, person.row.role)
            if person.row.pk is None:
                # With the first of each a trigger lists them; only further ones have to be written.
                person.row.email, person.row.phone = _first(person.emails), _first(person.phones)
                new.append(person.row)
            else:
                write_contact(person.row, typed)
            if person.row.pk is not None or max(len(person.emails), len(person.phones)) > 1:
                written.append((person.row, typed))
    Contact.objects.bulk_create(new)
    write_addresses(written)


def note_outcomes(run: CustomerImport, done: list[Done]) -> None:
    """Write beside every row what became of it, and count. Cells are kept of refused rows only."""
    rows = [
        {
            "position": reading.position,
            "outcome": outcome,
            "reason": _reason(reading),
            "customer_id": entry.customer.pk if entry else None,
        }
        for reading, outcome, entry in done
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOMES, [json.dumps(rows), run.company_id, run.pk])
    _enter_lines(run, done)
    for _reading, outcome, _entry in done:
        setattr(run, outcome, getattr(run, outcome) + 1)


def _enter_lines(run: CustomerImport, done: list[Done]) -> None:
    """Write into the records who imported them, once for each customer of the batch."""
    verbs = {Outcome.CREATED: "imported", Outcome.UPDATED: "import-changed"}
    touched = {entry.customer.pk: verbs[outcome] for _r, outcome, entry in done if entry and outcome in verbs}
    RecordEntry.objects.bulk_create(
        RecordEntry(
            company_id=run.company_id, customer_id=pk, at=now(), verb=verb, actor_id=run.membership_id
        )
        for pk, verb in touched.items()
    )


def _reason(reading: Reading) -> dict[str, object] | None:
    refusal = reading.refusal
    if refusal is None:
        return None
    return {"reason": refusal.reason, "field": refusal.field, "values": refusal.values}
