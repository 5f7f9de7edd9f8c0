"""What an export says of itself: for programs in manifest.json, for people in LIESMICH.txt."""

import json

from anliegen import __version__
from anliegen.ops.export.archive import Archive
from anliegen.ops.export.content import Facts
from anliegen.ops.export.nouns import NOUNS

# Rises when a noun or a column gets another meaning or goes; what is only added leaves it.
SCHEMA = 1

_READ_ME = """Datenexport aus Anliegen

Dieses Archiv enthält, was eine Firma im Ticketsystem hat: so, wie es zu einem Zeitpunkt war.

Jede Datei mit der Endung .jsonl enthält eine Zeile je Eintrag, als JSON in UTF-8. Nummern verbinden die
Dateien: ticket_id, customer_id, contact_id, message_id; Nummern von Mitarbeitenden (assignee_id, author_id,
actor_id, membership_id) stehen in mitarbeitende.jsonl. Zeiten tragen ihre Zeitzone. Was in Verlauf und
Protokoll geschehen ist, steht als festes englisches Wort in verb.

{nouns}

dateien/ enthält die Dateien unter ihren Namen, geordnet nach Tickets und Kunden, davor ihre Nummer aus
anhaenge.jsonl. dateien.jsonl nennt zu jeder Größe und SHA-256. „missing“ heißt: Die Datei war beim Export
nicht (mehr) da.

manifest.json nennt Firma, Zeitpunkt, Fassung des Aufbaus und zu jeder Datei Zeilen, Größe und SHA-256.

Nicht enthalten sind: Passwörter, Anmeldungen, Links und Schlüssel; was nur einer Person gehört (Entwürfe,
gespeicherte Ansichten, Hinweise, was sie gelesen hat); was im Papierkorb endgültig gelöscht wurde; interne
Notizen des Betreibers zu Support-Anfragen.

Das Archiv enthält personenbezogene Daten. Bewahren Sie es geschützt auf und löschen Sie es, wenn es
seinen Zweck erfüllt hat.
"""


def read_me() -> str:
    """Return the text for people, with Windows' line ends, because that is where it is opened most."""
    width = max(len(noun.file) for noun in NOUNS) + len(".jsonl") + 2
    nouns = "\n".join(f"{noun.file + '.jsonl':<{width}}{noun.says}" for noun in NOUNS)
    return _READ_ME.format(nouns=nouns).replace("\n", "\r\n")


def manifest(archive: Archive, facts: Facts) -> str:
    """Return the text for programs: every entry but the files, which `dateien.jsonl` names."""
    content = {
        "format": "anliegen-export",
        "schema": SCHEMA,
        "program": f"Anliegen {__version__}",
        "company": facts.company,
        "as_of": facts.as_of,
        "files": {"count": facts.files, "bytes": facts.bytes, "missing": facts.missing},
        "entries": [
            {"name": e.name, "bytes": e.bytes, "sha256": e.sha256}
            | ({"rows": e.rows} if e.rows is not None else {})
            for e in archive.entries
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
