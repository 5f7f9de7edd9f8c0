"""What a column of a file goes to: guessed from its heading, German or English, and chosen by a person."""

import re
from collections.abc import Iterable

from anliegen.common.errors import RefusedError
from anliegen.common.text import fold, line

CUSTOMER = (
    "name",
    "number",
    "kind",
    "street",
    "house",
    "address_extra",
    "postcode",
    "town",
    "phone",
    "email",
    "vat_id",
    "note",
)
CONTACT = ("name", "first", "last", "role", "email", "phone")
CONTACTS = 5
NOWHERE = ""
# Several columns may go to these: a contact has several addresses and numbers.
REPEATED = ("email", "phone")

_CUSTOMER_WORDS = {
    "name": "name firma firmenname kunde kundenname company company-name organisation organization"
    " unternehmen customer customer-name name-firma name-1 firma-1",
    "number": "kundennummer kundennr kunden-nr kunden-nummer kunden-id kdnr kd-nr nummer nr debitor"
    " debitorennummer debitoren-nr customer-number customer-no customer-id number account-number",
    "kind": "art kundenart typ kind type customer-type",
    "street": "strasse str adresse anschrift street address strasse-und-hausnummer strasse-hausnummer"
    " strasse-und-nr strasse-nr strasse-hausnr street-and-number street-address",
    "address_extra": "adresszusatz zusatz addition-to-the-address adresse-2 strasse-2 address-line-2"
    " address-2 street-2",
    "vat_id": "ust-idnr ust-id ustid ustidnr umsatzsteuer-id umsatzsteuer-identifikationsnummer vat-id vat",
    "house": "hausnummer hausnr haus-nr house-number",
    "postcode": "plz postleitzahl postcode zip zip-code postal-code",
    "town": "ort stadt wohnort town city",
    "phone": "telefon tel telefonnummer festnetz zentrale phone telephone phone-number",
    "email": "e-mail-kunde e-mail-firma e-mail-zentrale e-mail-customer",
    "note": "notiz notizen bemerkung bemerkungen anmerkung anmerkungen kommentar note notes comment remark",
}
_CONTACT_WORDS = {
    "name": "name vor-und-nachname full-name",
    "first": "vorname first-name given-name firstname",
    "last": "nachname familienname zuname last-name surname family-name lastname",
    "role": "funktion position rolle abteilung role function job-title department",
    "email": "e-mail email mail e-mail-adresse mailadresse emailadresse email-address e-mail-address"
    " mail-address",
    "phone": "mobil handy mobiltelefon mobilnummer telefon tel telefonnummer durchwahl mobile"
    " mobile-phone phone telephone phone-number",
}
_CONTACT_MARK = re.compile(r"^(?:kontakt(?:person)?|ansprechpartner(?:in)?|contact(?:-person)?|ap)(?=-|$)")
_NUMBER = re.compile(r"(?:^|-)(\d)(?:-|$)")


def _index(words: dict[str, str]) -> dict[str, str]:
    return {word: field for field, all_words in words.items() for word in all_words.split()}


_CUSTOMERS, _CONTACTS = _index(_CUSTOMER_WORDS), _index(_CONTACT_WORDS)


def choices() -> list[str]:
    """Return everything that a column can go to, nowhere first."""
    contacts = [f"contact-{n}-{field}" for n in range(1, CONTACTS + 1) for field in CONTACT]
    return [NOWHERE, *CUSTOMER, *contacts]


def parts(target: str) -> tuple[int, str]:
    """Return (number of the contact or 0 for the customer, field)."""
    if not target.startswith("contact-"):
        return 0, target
    _word, number, name = target.split("-")
    return int(number), name


def guess(headings: Iterable[str]) -> list[str]:
    """Return what each column goes to by its heading; what is not known, or known already, nowhere."""
    found: list[str] = []
    for heading in headings:
        target = _target(heading)
        found.append(target if target not in found or parts(target)[1] in REPEATED else NOWHERE)
    return _of_customer(found)


def check(targets: list[str]) -> None:
    """Raise RefusedError for a choice that cannot be carried out."""
    if not set(targets) <= set(choices()):
        raise RefusedError("Please choose what the columns hold.", "targets")
    chosen = [target for target in targets if target]
    for target in chosen:
        if chosen.count(target) > 1 and parts(target)[1] not in REPEATED:
            raise RefusedError("Two columns go to the same field. Please choose one of them.", "targets")
    if not any(parts(target)[1] in {"name", "last", "number", "email"} for target in chosen):
        raise RefusedError("Please choose at least the column with the names.", "targets")


def _target(heading: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=\d)", "-", fold(line(heading)))
    key = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if key in _CUSTOMERS:
        return _CUSTOMERS[key]
    number = _NUMBER.search(key)
    bare = _NUMBER.sub("-", key).strip("-") if number else key
    mark = _CONTACT_MARK.match(bare)
    name = _CONTACTS.get(_CONTACT_MARK.sub("", bare).strip("-") or "name")
    if name is None or not (mark or name != "name"):
        return NOWHERE
    which = int(number[1]) if number and mark else 1
    return f"contact-{which}-{name}" if 1 <= which <= CONTACTS else NOWHERE


def _of_customer(targets: list[str]) -> list[str]:
    """Address and telephone of a contact who has no name belong to the customer."""
    if any(parts(target) in {(1, "name"), (1, "first"), (1, "last")} for target in targets):
        return targets
    found: list[str] = []
    for target in targets:
        number, name = parts(target)
        own = name if number == 1 and name in REPEATED and name not in [*targets, *found] else target
        found.append(own)
    return found
