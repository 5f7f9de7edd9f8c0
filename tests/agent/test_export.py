"""Customers as a file: what the list shows, nothing that a spreadsheet computes, and back in unchanged."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client

from anliegen.accounts.models import AuditEntry
from anliegen.common.spreadsheets import csv_file
from anliegen.common.workbook import workbook_file
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer
from tests.cast import Cast
from tests.customers.imports import imported, outcomes
from tests.customers.test_import import FILE
from tests.customers.test_list import fill

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=HYPERLINK(\"http://x\",\"y\")", "＝1"]  # fmt: skip


@pytest.fixture
def ben(world: Cast) -> Client:
    return world.ben.client()


def export(client: Client, kind: str, **query: str) -> bytes:
    answer = client.post("/kunden/export/", {"kind": kind, **query})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet(content: bytes) -> list[list[str]]:
    """Return the cells of a workbook, each checked to be text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        root = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in root.iter(f"{CELL}row"):
        cells = list(row.iter(f"{CELL}c"))
        assert all(cell.get("t") == "inlineStr" for cell in cells if len(cell))
        assert not list(row.iter(f"{CELL}f"))
        rows.append(["".join(t.text or "" for t in cell.iter(f"{CELL}t")) for cell in cells])
    return rows


def test_both_files_hold_what_the_list_shows(world: Cast, ben: Client) -> None:
    imported(world.ben, FILE)
    for rows in (rows_of(export(ben, "csv")), sheet(export(ben, "xlsx"))):
        names = [rows[0][2], *sorted(row[2] for row in rows[1:])]
        assert names == [
            "Name",
            "Bäckerei Moor",
            "Bäckerei Weiß",
            "Bäckerei Weiß",
            "Hof Adler",
            "Thal Architekten GmbH",
        ]
        assert next(row for row in rows if row[0] == "K-1")[11:14] == [
            "Wilma Weiß",
            "",
            "wilma@weiss.example",
        ]


def test_search_and_archive_are_honoured(world: Cast, ben: Client) -> None:
    world.ben.actor()
    Customer.objects.filter(pk=world.customers["moor"]).update(archived_at="2026-01-01T00:00Z")
    assert [row[2] for row in rows_of(export(ben, "csv", q="thal"))[1:]] == ["Thal Architekten GmbH"]
    assert [row[2] for row in rows_of(export(ben, "csv", archived="1"))[1:]] == ["Bäckerei Moor"]
    assert rows_of(export(ben, "csv", q="100%_\\"))[1:] == []


def test_more_than_the_search_shows_is_exported(world: Cast, ben: Client) -> None:
    fill(world.ben.actor(), 600)
    assert len(rows_of(export(ben, "csv", q="kunde"))) == 601


def test_an_export_imported_again_changes_nothing(world: Cast, ben: Client) -> None:
    imported(world.ben, FILE)
    world.ben.actor()
    Customer.objects.filter(number="K-1").update(
        name="=HYPERLINK(1)", note='zwei\nZeilen; "so"', kind="person"
    )
    contact = Contact.objects.get(name="Wilma Weiß")
    ContactEmail.objects.create(
        company_id=contact.company_id, contact=contact, position=1, address="w@w.example"
    )
    for place in (0, 1):
        ContactPhone.objects.create(
            company_id=contact.company_id, contact=contact, position=place, number=f"+49 (0) 911 / 1{place}"
        )
    before = list(Customer.objects.order_by("id").values())
    for content in (export(ben, "csv"), export(ben, "csv", q="weiss")):
        run = imported(world.ben, content.decode("utf-8-sig"))
        assert set(outcomes(run)) == {"unchanged"}
    assert list(Customer.objects.order_by("id").values()) == before


@pytest.mark.parametrize("word", FORMULAS)
def test_no_cell_is_a_formula(word: str) -> None:
    with csv_file([[word]]) as file:
        assert rows_of(file.read()) == [[f"'{word}"]]
    with workbook_file("x", [["Kopf"], [word]]) as file:
        assert sheet(file.read())[1] == [word.replace("\r", "\n")]


@pytest.mark.parametrize(
    "word", ["<b>&amp;\"'", "\x00\x01\x0b", "_x0041_", "x" * 40_000, "ß ü 🦄 \ud7ff", "a\nb"]
)
def test_a_workbook_holds_any_text(word: str) -> None:
    with workbook_file("Kunden: [alle]/*", [["Kopf"], [word, ""]]) as file:
        shown = sheet(file.read())[1][0]
    kept = re.sub("[\x00-\x08\x0b]", "", word)[:32_767]
    assert shown == kept.replace("_x0041_", "_x005F_x0041_")


def test_every_export_is_recorded(world: Cast, ben: Client) -> None:
    export(ben, "xlsx", q="thal")
    world.ben.actor()
    entry = AuditEntry.objects.get(verb="customer-export")
    assert entry.after["rows"] == 1
    assert entry.after["file"].endswith(".xlsx")
    assert "Kunden exportiert" in ben.get("/verwaltung/protokoll/").content.decode()


def test_agents_export_nothing(world: Cast) -> None:
    anna = world.anna.client()
    assert anna.post("/kunden/export/", {"kind": "csv"}).status_code == 403
    assert "/kunden/export/" not in anna.get("/kunden/").content.decode()
    world.anna.actor()
    assert not AuditEntry.objects.filter(verb="customer-export").exists()


def test_an_unknown_kind_is_refused_and_not_recorded(world: Cast, ben: Client) -> None:
    assert ben.post("/kunden/export/", {"kind": "exe"}).status_code == 303
    assert ben.get("/kunden/export/").status_code == 405
    world.ben.actor()
    assert not AuditEntry.objects.filter(verb="customer-export").exists()


def test_another_company_gets_its_own(world: Cast) -> None:
    content = export(world.chris.client(), "csv")
    assert "Hausgemeinschaft Berg" in content.decode()
    assert "Thal" not in content.decode()
