"""Everything of a company as one file: all of it, nothing of anybody else, and nothing that opens a door."""

import errno
import io
import itertools
import os
import re
import shutil
import uuid
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from anliegen.accounts.models import AuditLink, Company, CompanyExport, User
from anliegen.common import files
from anliegen.common.clock import now
from anliegen.conversation.actions.documents import file_documents
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.customers.models import Customer
from anliegen.ops.export.left_out import COLUMNS, TABLES, WITHIN
from anliegen.ops.export.names import safe
from anliegen.ops.export.nouns import NOUNS
from anliegen.ops.export.run import make_export
from anliegen.ops.export.sweep import sweep_exports
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.models import Side
from tests.cast import Cast, owner_rows
from tests.conversation.acts import internal, support, to_customer, uploaded
from tests.mail.post import note_to
from tests.ops.exports import checked, everything, files_of, lines, made, ordered, row
from tests.ops.test_company_deletion import furnished, say
from tests.portal.cast import guest

HOSTILE = [
    "../../etc/passwd", "..\\..\\windows\\system.ini", "/etc/shadow", "C:\\boot.ini", "con.txt", "NUL",
    "a\x00b.txt", "zeile\neins.pdf", "\u202egnp.exe", "...", " ", "ä" * 300 + ".pdf", "x" * 400,
    "Übersicht Größe.pdf", "gleich.txt", "gleich.txt", "GLEICH.TXT", "datei.", "=HYPERLINK(1)", "ein/zwei",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_files_of_other_tests(world: Cast) -> None:
    """What a test writes to disk is not rolled back."""
    for folder in settings.FILES.glob("*/export"):
        shutil.rmtree(folder)


def test_everything_that_the_company_has_is_there(world: Cast) -> None:
    ticket_id = furnished(world)
    world.ben.actor()
    thal = Customer.objects.get(pk=world.customers["thal"])
    document = uploaded(world.ben.actor(), b"Vertrag", "Vertrag.pdf")
    file_documents(
        actor=world.ben.actor(), public_id=thal.public_id, uploads=[], upload_ids=[document.public_id]
    )
    archive = made(world.ben)
    manifest = checked(archive)
    assert (manifest["format"], manifest["schema"]) == ("anliegen-export", 1)
    assert manifest["company"]["name"] == "Nordwerk Haustechnik"
    assert manifest["files"]["missing"] == 0
    world.ben.actor()
    assert len(lines(archive, "tickets")) == Side.objects.filter(company_id=world.ben.company_id).count()
    assert {p["name"] for p in lines(archive, "mitarbeitende")} >= {"Anna Ahrens", "Sven Suhr"}
    assert {c["name"] for c in lines(archive, "kunden")} == {"Thal Architekten GmbH", "Bäckerei Moor"}
    assert next(k for k in lines(archive, "kontakte") if k["name"] == "Karl Thal")["emails"] == [
        "karl@thal.example"
    ]
    said = [(m["html"], m["is_ours"], m["is_note"]) for m in lines(archive, "nachrichten")
            if m["ticket_id"] == ticket_id]  # fmt: skip
    assert said == [
        ("<p>Unsere Frage</p>", True, False),
        ("<p>NORDWERK INTERN</p>", True, True),
        ("<p>Ihre Antwort</p>", False, False),
        ("<p>Danke sehr</p>", True, False),
    ]
    placed = {a["name"]: a["file"] for a in lines(archive, "anhaenge")}
    assert archive.read(placed["Vertrag.pdf"]) == b"Vertrag"
    assert f"dateien/kunden/{thal.pk}/" in placed["Vertrag.pdf"]
    assert b"Das Foto des Nordens." in everything(archive)
    assert lines(archive, "verlauf")
    assert lines(archive, "protokoll")
    text = archive.read("LIESMICH.txt").decode()
    assert all(f"{noun.file}.jsonl" in text for noun in NOUNS)


def test_the_record_comes_with_its_chain(world: Cast) -> None:
    furnished(world)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as when what was done is committed
    record = lines(made(world.ben), "protokoll")
    chain = AuditLink.objects.order_by("place").values_list("entry_id", "place", "digest")
    assert [(r["id"], r["place"], r["digest"]) for r in sorted(record, key=lambda r: r["place"])] == list(
        chain
    )
    assert len(record) > 2


def test_of_others_no_word_is_there(world: Cast) -> None:
    internal(world.carla.actor(), subject="KANARIE SUEDHOF BETREFF", html="<p>KANARIE SUEDHOF TEXT</p>")
    internal(world.olga.actor(), subject="KANARIE BETREIBER", html="<p>KANARIE BETREIBER TEXT</p>")
    theirs = support(world.chris.actor(), subject="KANARIE ANFRAGE", html="<p>KANARIE SUEDHOF FRAGE</p>")
    say(world.olaf, theirs.ticket_id, "<p>KANARIE ANTWORT AN SUEDHOF</p>")
    mine = furnished(world)
    say(world.olaf, mine, "<p>KANARIE NOTIZ DES BETREIBERS</p>", is_note=True, content=b"KANARIE DATEI")
    content = everything(made(world.ben))
    for word in (b"KANARIE", b"BETREIBER INTERN", "Südhof".encode(), b"Hausgemeinschaft Berg", b"carla@"):
        assert word not in content, word
    # The operator's people answer by name, but their numbers and addresses are the operator's.
    assert b"Olaf Oster" in content
    assert b"olaf@betrieb.example" not in content
    operators = everything(made(world.olga))
    assert b"NORDWERK INTERN" not in operators
    assert b"KANARIE SUEDHOF TEXT" not in operators
    assert b"KANARIE NOTIZ DES BETREIBERS" in operators


def test_nothing_that_opens_a_door_is_there(world: Cast) -> None:
    furnished(world)
    guest(world.ben, "nordwerk", world.contacts["karl"])
    note_to(world.ben, "x@y.example", has_secret=True, context={
        "name": "X", "number": 1, "files": [],
        "subject": "s", "said": "GEHEIMER LINK", "link": ""})  # fmt: skip
    content = everything(made(world.ben)).decode()
    hashed = User.objects.get(pk=world.ben.user_id).password
    assert hashed not in content
    assert "GEHEIMER LINK" not in content
    assert "argon2" not in content
    for word in ("token_hash", "session_key", "password", "p256dh", "idempotency_key"):
        assert word not in content, word


def columns() -> dict[str, set[str]]:
    """Return table -> columns of every table that has rows of companies, and of people."""
    found = owner_rows(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
        "   AND NOT a.attisdropped AND (c.relrowsecurity OR c.relname = 'accounts_user' OR EXISTS ("
        "       SELECT 1 FROM pg_attribute i WHERE i.attrelid = c.oid AND i.attname = 'company_id'))"
    )
    tables: dict[str, set[str]] = {}
    for table, column in found:
        tables.setdefault(str(table), set()).add(str(column))
    return tables


def test_no_table_is_forgotten(world: Cast) -> None:
    exported = {table for noun in NOUNS for _alias, table in noun.tables}
    thought_of = exported | set(TABLES) | set(WITHIN)
    assert set(columns()) == thought_of, "name the table in ops/export: a noun, or left out with a reason"
    assert not exported & set(TABLES)
    assert set(WITHIN.values()) <= {noun.file for noun in NOUNS}
    for table, file in WITHIN.items():
        assert table in next(noun.sql for noun in NOUNS if noun.file == file)


def test_no_column_is_forgotten(world: Cast) -> None:
    known = columns()
    read: dict[str, set[str]] = {}
    for noun in NOUNS:
        for alias, table in noun.tables:
            named = re.findall(rf'\b{alias}\."?(\w+)', noun.sql)
            read.setdefault(table, set()).update(named)
    for table, named in read.items():
        left = set(COLUMNS.get(table, {}))
        assert known[table] - named - left == set(), (
            f"{table}: export the column, or leave it out, with a reason"
        )
        assert left <= known[table], table


def test_a_company_without_anything_has_an_export(world: Cast) -> None:
    archive = made(world.chris)
    manifest = checked(archive)
    assert lines(archive, "tickets") == []
    assert lines(archive, "dateien") == []
    assert manifest["files"] == {"count": 0, "bytes": 0, "missing": 0}
    assert {c["name"] for c in lines(archive, "kunden")} == {"Hausgemeinschaft Berg"}


def test_names_of_files_lead_nowhere(world: Cast) -> None:
    side = internal(world.anna.actor())
    for number, name in enumerate(HOSTILE):
        actor = world.anna.actor()
        file = uploaded(actor, f"Datei {number}".encode())
        with connection.cursor() as cursor:  # the upload itself lets no such name in
            stored = name.replace("\x00", "")[:255]
            cursor.execute("UPDATE conversation_attachment SET name = %s WHERE id = %s", [stored, file.pk])
        note(actor=actor, number=side.number, html="<p>.</p>", key=uuid.uuid4(), upload_ids=[file.public_id])
    archive = made(world.ben)
    checked(archive)
    names = [n for n in archive.namelist() if n.startswith("dateien/")]
    assert len(names) == len(HOSTILE)
    assert len({n.casefold() for n in names}) == len(HOSTILE)
    for name in names:
        assert re.fullmatch(rf"dateien/tickets/{side.number}/\d+-[^/\\:*?\"<>|\x00-\x1f]+", name), name
        assert ".." not in name.split("/")
        assert len(name.rsplit("/", 1)[1].encode()) <= 140
    assert any(n.endswith("-Übersicht Größe.pdf") for n in names)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_safe_name_is_one_part_of_a_path(name: str) -> None:
    made = safe(name)
    assert made
    assert not set(made) & set('/\\:*?"<>|\x00\n')
    assert made not in {".", ".."}
    assert not made.startswith(".")
    assert not made.endswith((".", " "))


def test_what_is_not_out_yet_is_not_there(world: Cast) -> None:
    side = to_customer(world.anna.actor(), world)
    words = {"html": "<p>NOCH NICHT WEG</p>", "typed": "NOCH NICHT WEG"}
    reply(actor=world.anna.actor(), number=side.number, key=uuid.uuid4(), held=True, **words)
    content = everything(made(world.ben))
    assert b"Heizung" in content
    assert b"NOCH NICHT WEG" not in content


def test_what_was_deleted_for_good_is_not_there(world: Cast) -> None:
    side = internal(world.ben.actor(), subject="ENDGUELTIG WEG", html="<p>ENDGUELTIG WEG</p>")
    move(actor=world.ben.actor(), number=side.number, folder="trash")
    assert b"ENDGUELTIG WEG" in everything(made(world.ben))
    erase(actor=world.ben.actor(), number=side.number)
    archive = made(world.ben)
    assert b"ENDGUELTIG WEG" not in everything(archive)
    assert not [e for e in lines(archive, "verlauf") if e["ticket_number"] == side.number]


def test_a_file_that_is_gone_is_named_as_missing(world: Cast) -> None:
    side = internal(world.anna.actor())
    say(world.anna, side.ticket_id, "<p>.</p>", is_note=True, content=b"Geht verloren.")
    archive = made(world.ben)
    (entry,) = lines(archive, "dateien")
    files.delete(world.ben.company_id, entry["sha256"])
    archive = made(world.ben)
    manifest = checked(archive)
    assert manifest["files"] == {"count": 0, "bytes": 0, "missing": 1}
    assert lines(archive, "dateien") == [{"file": entry["file"], "missing": True}]


def test_the_logo_comes_along(world: Cast) -> None:
    sha256, _size = files.put(world.ben.company_id, io.BytesIO(b"Ein Bild."), 100)
    world.ben.actor()
    Company.objects.filter(pk=world.ben.company_id).update(logo_sha256=sha256)
    archive = made(world.ben)
    checked(archive)
    assert "dateien/logo.png" in archive.namelist()


def test_a_newer_export_replaces_the_one_before(world: Cast) -> None:
    first = ordered(world.ben)
    make_export(world.ben.company_id, first)
    made(world.ben)
    assert row(world.ben, first).state == "gone"
    kept = CompanyExport.objects.get(company_id=world.ben.company_id, state="done")
    assert files_of(world.ben) == [f"{kept.public_id}.zip"]


def test_after_seven_days_the_file_goes_and_what_happened_stays(world: Cast) -> None:
    made(world.ben)
    other = ordered(world.chris)
    make_export(world.chris.company_id, other)
    world.ben.actor()
    mine = CompanyExport.objects.filter(company_id=world.ben.company_id)
    mine.update(ended_at=now() - timedelta(days=6, hours=23), downloads=2)
    export_id = mine.get().pk
    assert sweep_exports() == 0
    world.ben.actor()
    mine.update(ended_at=now() - timedelta(days=7))
    assert sweep_exports() == 1
    export = row(world.ben, export_id)
    assert (export.state, export.downloads) == ("gone", 2)
    assert export.size
    assert files_of(world.ben) == []
    assert row(world.chris, other).state == "done"
    assert len(files_of(world.chris)) == 1


def test_an_export_that_is_over_is_not_made_again(world: Cast) -> None:
    export_id = ordered(world.ben)
    make_export(world.ben.company_id, export_id)
    before = files_of(world.ben), row(world.ben, export_id).ended_at
    make_export(world.ben.company_id, export_id)
    make_export(world.chris.company_id, export_id)
    assert (files_of(world.ben), row(world.ben, export_id).ended_at) == before
    assert files_of(world.chris) == []


def test_a_run_without_a_job_is_given_up(world: Cast) -> None:
    waiting, lost = ordered(world.chris), ordered(world.ben)
    folder = settings.FILES / str(world.ben.company_id) / "export"
    folder.mkdir(parents=True, exist_ok=True)
    left = folder / f"{row(world.ben, lost).public_id}.0123456789abcdef.part"
    left.write_bytes(b"half")
    sweep_exports()
    assert row(world.ben, lost).state == "running"
    assert left.exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'export_id' = %s", [str(lost)])
    sweep_exports()
    given_up = row(world.ben, lost)
    assert (given_up.state, bool(given_up.reason)) == ("failed", True)
    assert not left.exists()
    assert row(world.chris, waiting).state == "running"
    assert ordered(world.ben)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "Der Speicherplatz ist voll. Von diesem Export wurde nichts behalten."),
        (errno.EIO, "Der Export brach ab. Warum, steht im Protokoll der Installation."),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_no_file(
    world: Cast, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    furnished(world)
    before = made(world.ben)
    kept = files_of(world.ben)
    export_id = ordered(world.ben)
    with monkeypatch.context() as patched:
        patched.setattr(zlib, "crc32", full(number, zlib.crc32))
        patched.setattr(zipfile, "crc32", full(number, zlib.crc32))
        make_export(world.ben.company_id, export_id)
    assert row(world.ben, export_id).state == "failed"
    assert files_of(world.ben) == kept
    page = world.ben.client().get("/verwaltung/datenexport/").content.decode()
    assert sentence in page
    assert len(made(world.ben).namelist()) == len(before.namelist())


def full(number: int, real: Callable[..., int]) -> Callable[..., int]:
    """A disk on which the hundredth piece of an archive finds no room."""
    calls = itertools.count()

    def crc32(*arguments: Any) -> int:
        if next(calls) >= 20:
            raise OSError(number, os.strerror(number))
        return real(*arguments)

    return crc32
