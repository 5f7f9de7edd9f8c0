"""Importing from the browser, without scripts: choose, see, correct, start, follow, repair."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anliegen.customers.models import Customer, CustomerImport, ImportRow
from tests.cast import Cast
from tests.conftest import Budget
from tests.customers.imports import finish, imported, uploaded
from tests.customers.test_import import FILE

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def ben(world: Cast) -> Client:
    return world.ben.client()


def choose(client: Client, content: bytes, name: str = "kunden.csv") -> str:
    answer = client.post("/kunden/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 303
    return str(answer["Location"])


def columns(text: str) -> dict[str, str]:
    """Return the choice of columns as the page's form would send it."""
    chosen = {}
    for name, options in re.findall(r'<select[^>]*name="(column-\d+)">(.*?)</select>', text, re.DOTALL):
        picked = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = picked[1] if picked else ""
    return chosen


def test_a_file_becomes_customers_without_scripts(world: Cast, ben: Client) -> None:
    where = choose(ben, FILE.encode("cp1252"))
    text = ben.get(where).content.decode()
    form = columns(text)
    assert list(form.values())[:4] == ["number", "name", "street", "postcode"]
    assert "Bäckerei Weiß" in text
    assert not Customer.objects.filter(number="K-1").exists()
    answer = ben.post(where, form | {"has_headings": "1", "start": "1"})
    assert answer["Location"] == where
    assert "0 von 4 Zeilen sind erledigt." in ben.get(where).content.decode()
    world.ben.actor()
    finish(CustomerImport.objects.get())
    done = ben.get(where).content.decode()
    assert "Alle 4 Zeilen sind übernommen." in done
    assert Customer.objects.filter(number="K-1", name="Bäckerei Weiß").exists()


def test_the_preview_says_of_every_row_what_would_become_of_it(world: Cast, ben: Client) -> None:
    lines = ["Kundennummer;Firma;Art;Ort", "1001;;;Ulm", "77;Neu;;", "78;Alt;Verein?;", "79;A;;;zu viel"]
    text = ben.get(choose(ben, "\n".join(lines).encode())).content.decode()
    found = re.findall(r"import-outcome--(\w+)", text)
    assert found == ["updated", "created", "refused", "refused"]
    assert "Die Art „Verein?“ ist nicht bekannt." in text
    assert "Die Zeile hat mehr Zellen" in text
    world.ben.actor()
    assert Customer.objects.get(pk=world.customers["thal"]).town == ""


def test_the_choice_is_corrected_and_previewed_again(world: Cast, ben: Client) -> None:
    where = choose(ben, "Bezeichnung;Wo\nHof Adler;Würzburg\n".encode())
    text = ben.get(where).content.decode()
    assert "mindestens die Spalte mit den Namen" in text
    form = {"column-0": "name", "column-1": "town", "has_headings": "1"}
    assert ben.post(where, form).status_code == 303
    text = ben.get(where).content.decode()
    assert "import-outcome--created" in text
    assert columns(text) == {"column-0": "name", "column-1": "town"}


@pytest.mark.parametrize(
    "form",
    [
        {"column-0": "name", "column-1": "name", "start": "1"},
        {"column-0": "password", "column-1": "town", "start": "1"},
        {"start": "1"},
    ],
)
def test_a_wrong_choice_is_refused_and_kept(world: Cast, ben: Client, form: dict[str, str]) -> None:
    where = choose(ben, b"Firma;Ort\nA;B\n")
    answer = ben.post(where, form)
    assert answer.status_code == 422
    assert "banner--red" in answer.content.decode()
    assert CustomerImport.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Die Datei ist leer."),
        (b'Firma\n"A"x\n', "Zeile 2: Ein Anführungszeichen"),
        (b"PK\x03\x04", "Das ist eine Excel-Datei."),
        (b"Firma;Ort\n", "Die Datei enthält Überschriften, aber keine Kunden."),
        (b"x" * 26_000_000, "Die Datei ist 26,0 MB groß. Erlaubt sind 25 MB."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    world: Cast, ben: Client, content: bytes, words: str
) -> None:
    answer = ben.post("/kunden/import/", {"file": SimpleUploadedFile("k.csv", content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    world.ben.actor()
    assert not CustomerImport.objects.exists()
    assert not ImportRow.objects.exists()


def test_no_file_is_said(ben: Client) -> None:
    answer = ben.post("/kunden/import/", {})
    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Datei." in answer.content.decode()


def test_refused_rows_are_downloaded_repaired_and_imported_again(world: Cast, ben: Client) -> None:
    run = imported(world.ben, f'Firma;E-Mail\n{"x" * 300};\n"=1+1";kein@\nGut;\n')
    where = f"/kunden/import/{run.public_id}/"
    page = ben.get(f"{where}?outcome=refused").content.decode()
    assert "Name: Möglich sind höchstens 200 Zeichen." in page
    assert "E-Mail-Adresse: Bitte" in page
    answer = ben.get(f"{where}abgelehnt.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    lines = text.splitlines()
    assert lines[0] == "Firma;E-Mail;Zeile;Grund"
    assert lines[2].startswith("'=1+1;kein@;3;")
    again = imported(world.ben, "\n".join([lines[0], lines[2].replace("kein@", "ein@weg.example")]))
    assert again.created == 1
    assert Customer.objects.filter(name="=1+1").exists()


def test_without_refused_rows_there_is_no_download(world: Cast, ben: Client) -> None:
    run = imported(world.ben, FILE)
    assert ben.get(f"/kunden/import/{run.public_id}/abgelehnt.csv").status_code == 404


def test_results_come_in_parts(world: Cast, ben: Client) -> None:
    lines = "\n".join(f"{n};Kunde {n}" for n in range(150))
    run = imported(world.ben, f"Kundennummer;Firma\n{lines}")
    text = ben.get(f"/kunden/import/{run.public_id}/").content.decode()
    assert text.count("import-outcome--created") == 100
    after = re.search(r"\?after=(\d+)", text)
    assert after
    rest = ben.get(f"/kunden/import/{run.public_id}/?after={after[1]}").content.decode()
    assert rest.count("import-outcome--created") == 50


def test_hostile_words_are_shown_as_words(world: Cast, ben: Client) -> None:
    text = (
        f'"{HOSTILE.replace(chr(34), chr(34) * 2)}";Firma\n"{HOSTILE.replace(chr(34), chr(34) * 2)}";kein\n'
    )
    where = choose(ben, text.encode(), name=f"{HOSTILE}.csv")
    shown = ben.get(where).content.decode() + ben.get("/kunden/import/").content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_stop_and_removal(world: Cast, ben: Client) -> None:
    run = uploaded(world.ben, FILE)
    where = f"/kunden/import/{run.public_id}/"
    ben.post(where, columns(ben.get(where).content.decode()) | {"has_headings": "1", "start": "1"})
    assert ben.post(f"{where}entfernung/").status_code == 422
    assert ben.post(f"{where}abbruch/").status_code == 303
    assert "angehalten" in ben.get(where).content.decode()
    assert ben.post(f"{where}entfernung/").status_code == 303
    assert ben.get(where).status_code == 404


@pytest.mark.parametrize("query", ["?after=x", "?after=" + "9" * 40, "?outcome=%00", "?outcome=waiting"])
def test_no_address_breaks_the_results(world: Cast, ben: Client, query: str) -> None:
    run = imported(world.ben, FILE)
    status = ben.get(f"/kunden/import/{run.public_id}/{query}").status_code
    assert status == (400 if "%00" in query else 200)


def test_the_list_leads_administrators_to_the_import(world: Cast, ben: Client) -> None:
    assert 'href="/kunden/import/"' in ben.get("/kunden/").content.decode()
    assert 'href="/kunden/import/"' not in world.anna.client().get("/kunden/").content.decode()


def test_the_budget_of_statements(world: Cast, ben: Client, budget: type[Budget]) -> None:
    draft, run = uploaded(world.ben, FILE), imported(world.ben, FILE)
    for path in ("/kunden/import/", f"/kunden/import/{draft.public_id}/", f"/kunden/import/{run.public_id}/"):
        with budget(20):
            assert ben.get(path).status_code == 200
