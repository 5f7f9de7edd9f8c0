"""What goes on paper: the conversation from the first sheet on; internal notes only on request."""

import io

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_journeys import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def sheets(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]


def test_notes_stay_in_the_house_unless_somebody_wants_them(visit: Visit) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 77")
    page.click("#tab-note")
    page.click("#note [contenteditable]")
    page.keyboard.type("Nur unter uns gesagt")
    page.click("#note [data-send]")
    expect(page.locator(".message--note")).to_contain_text("Nur unter uns gesagt")
    first = sheets(page.pdf(prefer_css_page_size=True))[0]
    assert "Fall 77" in first
    assert "bitte um Hilfe" in first
    assert "Nur unter uns gesagt" not in first
    assert "Antwort an Kunden" not in first
    page.get_by_label("Mit internen Notizen drucken").check()
    assert "Nur unter uns gesagt" in sheets(page.pdf(prefer_css_page_size=True))[0]


def test_the_list_on_paper_has_its_status_in_words(visit: Visit) -> None:
    page = visit()
    page.goto("/tickets/?status=closed")
    first = sheets(page.pdf(prefer_css_page_size=True))[0]
    assert "Geschlossen" in first
    assert "Warten auf Kunden" not in first  # the filters are not printed
    assert "Details" not in first
