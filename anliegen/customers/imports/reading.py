"""What one row of a file says of a customer, by the columns that were chosen."""

import re
from dataclasses import dataclass, field, replace

from anliegen.common.errors import RefusedError
from anliegen.common.text import clean, fold, line
from anliegen.customers.imports.columns import parts
from anliegen.customers.models.customer import CustomerKind
from anliegen.customers.record import LINES, ContactInput, CustomerInput, check

FIELDS = (*LINES, "note")
_KINDS = {
    CustomerKind.PERSON: "p person privat privatperson privatkunde private individual herr frau",
    CustomerKind.FIRM: "f firma firm unternehmen gewerbe geschaftskunde geschaeftskunde company business",
}
# Our own downloads put it before what a spreadsheet would compute; it is not part of the word.
_NEUTRALISED = re.compile(r"^'(?=[=+\-@\t\r])")
_BETWEEN_ADDRESSES = re.compile(r"[\s;,]+")


@dataclass(slots=True)
class Reading:
    """One row: the customer that it describes, or why it cannot be kept. What it does not say is ""."""

    position: int
    words: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    kind: str | None = None
    contacts: list[ContactInput] = field(default_factory=list)
    refusal: RefusedError | None = None

    @property
    def emails(self) -> list[str]:
        """Return all addresses of the row, those of the contacts first."""
        own = self.words.get("email")
        return [
            *(address for contact in self.contacts for address in contact.emails),
            *([own] if own else []),
        ]


def read_row(position: int, cells: list[str], targets: list[str]) -> Reading:
    """Return what the row says; `refusal` is set when it cannot be kept."""
    reading = Reading(position)
    try:
        if any(cell.strip() for cell in cells[len(targets) :]):
            raise RefusedError("The row has more cells than there are columns.")
        words = _words(cells, targets)
        _fill(reading, words)
        reading.kind = _kind(_one(words, (0, "kind"))) or reading.kind
        _check(reading)
    except RefusedError as refusal:
        reading.refusal = refusal
    return reading


Words = dict[tuple[int, str], list[str]]


def _words(cells: list[str], targets: list[str]) -> Words:
    words: Words = {}
    for cell, target in zip(cells, targets, strict=False):
        word = _NEUTRALISED.sub("", cell)
        if target and word.strip():
            words.setdefault(parts(target), []).append(word)
    return words


def _one(words: Words, key: tuple[int, str]) -> str:
    return " ".join(words.get(key, ()))


def _kind(word: str) -> str | None:
    key = fold(word)
    if not key:
        return None
    for kind, known in _KINDS.items():
        if key in known.split():
            return kind
    raise RefusedError(
        "The kind “%(word)s” is not known. Possible are Firma and Person.", word=line(word)[:80]
    )


def _fill(reading: Reading, words: Words) -> None:
    said = {name: line(_one(words, (0, name))) for name in FIELDS}
    said["street"] = line(f"{said['street']} {_one(words, (0, 'house'))}")
    said["email"] = said["email"].lower()
    said["note"] = clean(_one(words, (0, "note"))).strip()
    found = (_contact(n, words) for n in sorted({n for n, _name in words if n}))
    reading.contacts = [contact for contact in found if contact]
    first = reading.contacts[0].name if reading.contacts else ""
    if not said["name"] and first:
        # Without a firm the person is the customer.
        said["name"], reading.kind = first, CustomerKind.PERSON
    reading.words = said


def _contact(n: int, words: Words) -> ContactInput | None:
    whole, apart = _one(words, (n, "name")), f"{_one(words, (n, 'first'))} {_one(words, (n, 'last'))}"
    contact = ContactInput(
        name=line(whole) or line(apart),
        emails=_BETWEEN_ADDRESSES.split(_one(words, (n, "email"))),
        phones=[number for cell in words.get((n, "phone"), ()) for number in cell.split(";")],
        role=line(_one(words, (n, "role"))),
    )
    contact.emails, contact.phones = contact.clean_emails(), contact.clean_phones()
    return None if contact.is_empty else contact


def _check(reading: Reading) -> None:
    """Raise RefusedError by the rules of the form; a row may leave out the name of a known customer."""
    name = reading.words["name"]
    if not (name or reading.words["number"] or reading.emails):
        raise RefusedError("Please enter a name.", "name")
    named = [replace(contact, name=contact.name or name[:120] or "-") for contact in reading.contacts]
    check(CustomerInput(**(reading.words | {"name": name or "-"}), contacts=named))
