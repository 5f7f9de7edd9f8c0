"""Reading files as programs save them: characters, separators, quotes, and what is no CSV at all."""

import io

import pytest

from anliegen.common.errors import RefusedError
from anliegen.customers.imports.columns import check, guess
from anliegen.customers.imports.file import MOST_BYTES, read_table
from anliegen.customers.imports.reading import read_row

TEXT = "Kundennummer;Firma;Ort\r\n1;Bäckerei Weiß – „Öl“ €;Fürth\r\n"


def rows(content: bytes) -> list[list[str]]:
    return [row.cells for row in read_table(io.BytesIO(content)).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_characters_of_every_program_are_read(encoding: str) -> None:
    assert rows(TEXT.encode(encoding)) == [
        ["Kundennummer", "Firma", "Ort"],
        ["1", "Bäckerei Weiß – „Öl“ €", "Fürth"],
    ]


def test_a_hundred_thousand_rows_are_read() -> None:
    row = b"1;Beispiel;Ort\r\n"
    table = read_table(io.BytesIO(b"Nr;Firma;Ort\r\n" + row * 100_000))
    assert sum(1 for _row in table.rows()) == 100_001


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end_is_found(separator: str, end: str) -> None:
    lines = [["Name", "Ort"], ["Möller & Söhne", "Fürth"], ["A;B,C", "x"]]
    quoted = end.join(separator.join(f'"{cell}"' for cell in row) for row in lines)
    assert rows(quoted.encode()) == lines


def test_what_excel_says_of_the_separator_is_followed_and_counts_as_a_row() -> None:
    table = read_table(io.BytesIO(b"sep=,\r\nName,Ort;PLZ\r\nA,B\r\n"))
    assert [(row.position, row.cells) for row in table.rows()] == [(2, ["Name", "Ort;PLZ"]), (3, ["A", "B"])]


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    table = read_table(io.BytesIO(b'Name;Notiz\n\nA;"zwei\nZeilen"\n;\nB;x\n'))
    assert [(row.position, row.cells[0]) for row in table.rows()] == [(1, "Name"), (3, "A"), (5, "B")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'Name;Ort\nA;B\nC;"offen\nD;E\nF;G\n', 3),
        (b'Name;Ort\n"A"x;B\n', 2),
        (b'Name;Ort\nA;B\n"C;D\n"E";F\n', 3),
        (b'Name;Ort\nA;"' + b"x" * 200_000 + b'"\n', 2),
    ],
)
def test_broken_quotes_are_refused_with_their_line(content: bytes, line: int) -> None:
    with pytest.raises(RefusedError) as refused:
        rows(content)
    assert refused.value.values == {"line": line}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        b" \r\n\r\n",
        b"\x00" * 500,
        b"PK\x03\x04 a workbook",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"\x89PNG\r\n" + b"\x00\x01" * 200,
        b"a" * (MOST_BYTES + 1),
        b"Name\n\x81\x8d\n",
        b"\xff\xfeN\x00a\x00\x00\xd8\x00\xd8",
    ],
)
def test_what_is_no_csv_file_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        rows(content)
    assert refused.value.field == "file"


def test_a_nul_within_a_cell_goes_and_the_row_stays() -> None:
    assert rows(b"Name;Ort\nMu\x00ster;Hof\n")[1] == ["Muster", "Hof"]


@pytest.mark.parametrize(
    ("headings", "targets"),
    [
        ("Kd.-Nr.;Firma;Straße;PLZ;Ort;Telefon", "number name street postcode town phone"),
        (
            "Kundennummer;Name;Ansprechpartner;E-Mail;Mobil",
            "number name contact-1-name contact-1-email contact-1-phone",
        ),
        ("Customer No;Company;Zip code;City;Street", "number name postcode town street"),
        ("Vorname;Nachname;E-Mail-Adresse", "contact-1-first contact-1-last contact-1-email"),
        ("First Name;Last Name;Email", "contact-1-first contact-1-last contact-1-email"),
        ("Firma;Straße;Hausnummer;Bemerkung", "name street house note"),
        (
            "Firma;Kontakt 1 Name;Kontakt 1 E-Mail;Kontakt 2 Name;Kontakt 2 E-Mail",
            "name contact-1-name contact-1-email contact-2-name contact-2-email",
        ),
        ("Firma;Ansprechpartner1;Ansprechpartner 2", "name contact-1-name contact-2-name"),
        ("Firma;Umsatz;Name", "name - -"),
        ("Firma;E-Mail;Telefon;USt-IdNr.", "name email phone vat_id"),
        ("Firma;Kontakt;E-Mail;E-Mail 2", "name contact-1-name contact-1-email contact-1-email"),
    ],
)
def test_columns_are_guessed_in_german_and_english(headings: str, targets: str) -> None:
    assert guess(headings.split(";")) == ["" if t == "-" else t for t in targets.split()]


@pytest.mark.parametrize("targets", [["name", "name"], ["town"], [], ["name", "version"], ["contact-9-name"]])
def test_a_choice_that_cannot_be_carried_out_is_refused(targets: list[str]) -> None:
    with pytest.raises(RefusedError):
        check(targets)


def test_a_row_is_read_by_its_columns() -> None:
    targets = ["name", "street", "house", "contact-1-name", "contact-1-email", "kind"]
    reading = read_row(2, [" Thal  GmbH ", "Am Weg", "7 b", "Karl", "Karl@Thal.example", "Firma"], targets)
    assert reading.refusal is None
    assert reading.words["name"] == "Thal GmbH"
    assert reading.words["street"] == "Am Weg 7 b"
    assert reading.contacts[0].emails == ["karl@thal.example"]
    assert reading.kind == "firm"


def test_without_a_firm_the_person_is_the_customer() -> None:
    targets = ["name", "contact-1-first", "contact-1-last"]
    reading = read_row(2, ["", "Ida", "Öz"], targets)
    assert (reading.words["name"], reading.kind, reading.contacts[0].name) == ("Ida Öz", "person", "Ida Öz")


def test_what_our_own_download_neutralised_is_read_as_it_was() -> None:
    assert read_row(2, ["'=HYPERLINK(1)"], ["name"]).words["name"] == "=HYPERLINK(1)"
    assert read_row(2, ["'s Hofladen"], ["name"]).words["name"] == "'s Hofladen"


@pytest.mark.parametrize(
    ("cells", "targets", "field"),
    [
        (["x" * 300], ["name"], "name"),
        (["A", "x" * 21], ["name", "number"], "number"),
        (["A", "kein@"], ["name", "contact-1-email"], "contact-0-email-0"),
        (["", "Hof"], ["name", "town"], "name"),
        (["A", "Verein?"], ["name", "kind"], ""),
        (["A", "B"], ["name"], ""),
        (["A", "x" * 5001], ["name", "note"], "note"),
    ],
)
def test_a_row_that_cannot_be_kept_says_why(cells: list[str], targets: list[str], field: str) -> None:
    refusal = read_row(2, cells, targets).refusal
    assert refusal is not None
    assert refusal.field == field
