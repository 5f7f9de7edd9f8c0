"""A file of customers in the browser: chosen, looked at, corrected, run, and once more without doubles."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser import conftest
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
# As an old office program saves it: Windows-1252, semicolons, a heading that says nothing.
FILE = "\r\n".join(
    [
        "Kd-Nr;Firma;Ort;Ansprechpartner;Was;E-Mail",
        "W-7001;Weißgerber & Söhne;Fürth;Jörg Weißgerber;Inhaber;joerg@weissgerber.example",
        'W-7002;=HYPERLINK("x");Köln;;;',
        "W-7003;;Ulm;;;",
    ]
).encode("cp1252")


def choose(page: Page) -> None:
    page.goto("/kunden/import/")
    page.set_input_files("#field-file", [{"name": "kunden.csv", "mimeType": "text/csv", "buffer": FILE}])
    page.get_by_role("button", name="Vorschau zeigen").click()
    expect(page.locator("h1")).to_have_text("Was enthalten die Spalten?")


def run(page: Page) -> None:
    page.get_by_role("button", name="Import starten").click()
    expect(page.locator("[data-progress]")).to_contain_text("0 von 3 Zeilen sind erledigt.")
    subprocess.run([sys.executable, "-m", "tests.browser.importing"], env=conftest.ENVIRONMENT, check=True)
    # Nobody touches the page: it follows the run.
    expect(page.locator("main .banner--amber[role=status]")).to_contain_text(
        "1 Zeile wurde abgelehnt.", timeout=20_000
    )


def outcomes(page: Page) -> list[str]:
    return [word.strip() for word in page.locator(".import-results .import-outcome").all_inner_texts()]


def test_a_file_is_looked_at_corrected_run_and_run_again_without_doubles(visit: Visit) -> None:
    page = visit("ben@nordwerk.example")
    choose(page)
    expect(page.locator("#column-1")).to_have_value("name")
    expect(page.locator("#column-4")).to_have_value("")
    preview = page.locator(".import-preview")
    expect(preview).to_contain_text("Weißgerber & Söhne")
    page.select_option("#column-4", "contact-1-role")
    page.get_by_role("button", name="Neu lesen").click()
    expect(preview).to_contain_text("Jörg Weißgerber · Inhaber")
    run(page)
    assert outcomes(page) == ["Angelegt", "Angelegt", "Abgelehnt"]
    page.locator(".import-counts a[href*='outcome=refused']").click()
    expect(page.locator(".import-results tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Abgelehnte Zeilen herunterladen").click()
    assert "W-7003" in download.value.path().read_text("utf-8-sig")
    page.locator(".import-counts a").first.click()
    page.get_by_role("link", name="Weißgerber & Söhne").first.click()
    expect(page.locator("#contacts")).to_contain_text("Jörg Weißgerber")
    expect(page.locator("#contacts")).to_contain_text("Inhaber")

    choose(page)
    page.select_option("#column-4", "contact-1-role")
    page.get_by_role("button", name="Neu lesen").click()
    run(page)
    assert outcomes(page) == ["Unverändert", "Unverändert", "Abgelehnt"]
    page.goto("/kunden/?q=Weißgerber")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Weißgerber & Söhne").first.click()
    expect(page.locator("#contacts-count")).to_have_text("1")


def test_the_chosen_file_is_named_in_the_pages_own_words(visit: Visit) -> None:
    page = visit("ben@nordwerk.example")
    page.on("filechooser", lambda _: None)
    page.goto("/kunden/import/")
    field = page.locator(".file-field")
    expect(field).to_contain_text("Keine Datei gewählt")
    with page.expect_file_chooser() as chosen:
        page.locator("#field-file").click()
    chosen.value.set_files([{"name": "kunden.csv", "mimeType": "text/csv", "buffer": FILE}])
    expect(field).to_contain_text("kunden.csv")
    expect(field).not_to_contain_text("Keine Datei gewählt")
    expect(page.get_by_label("CSV-Datei")).to_have_accessible_description(re.compile("Datei wählen"))
