"""A customer's record in the browser: changed where it stands, files by dropping, live tickets."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, provokes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def opened(page: Page, name: str) -> Page:
    page.goto("/kunden/")
    page.locator("main a[href^='/kunden/']", has_text=name).first.click()
    expect(page.locator("h1")).to_have_text(name)
    return page


def test_a_field_is_changed_where_it_stands_and_taken_back(visit: Visit) -> None:
    page = opened(visit("anna@nordwerk.example"), "Bäckerei Moor")
    page.get_by_role("link", name="Telefon ändern").click()
    field = page.locator("#here-phone input[name=phone]")
    field.fill("030 5550 77")
    field.press("Enter")
    expect(page.locator("#here-phone a[href^='tel:']")).to_have_text("030 5550 77")
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#here-phone .field-value")).to_have_text("–")


def test_what_a_colleague_has_changed_is_shown_and_the_typed_word_stays(visit: Visit) -> None:
    page = opened(visit("anna@nordwerk.example"), "Bäckerei Moor")
    provokes(page, "status of 409")
    other = opened(visit("ben@nordwerk.example"), "Bäckerei Moor")
    for window in (page, other):
        window.get_by_role("link", name="USt-IdNr. ändern").click()
        expect(window.locator("#here-vat_id input[name=vat_id]")).to_be_visible()
    other.locator("#here-vat_id input[name=vat_id]").fill("DE 1")
    other.locator("#here-vat_id input[name=vat_id]").press("Enter")
    expect(other.locator("#here-vat_id .field-value")).to_have_text("DE 1")
    page.locator("#here-vat_id input[name=vat_id]").fill("DE 2")
    page.locator("#here-vat_id input[name=vat_id]").press("Enter")
    expect(page.locator("#here-vat_id")).to_contain_text("Jetzt steht dort: DE 1")
    expect(page.locator("#here-vat_id input[name=vat_id]")).to_have_value("DE 2")


def test_a_new_ticket_appears_in_the_open_record(visit: Visit) -> None:
    page = opened(visit("anna@nordwerk.example"), "Bäckerei Moor")
    expect(page.locator("html[data-stream]")).to_have_count(1)
    other = opened(visit("ben@nordwerk.example"), "Bäckerei Moor")
    other.get_by_role("link", name="Neues Ticket").first.click()
    other.fill("input[name=subject]", "Ofen kalt")
    other.locator("rich-editor [contenteditable]").fill("Bitte ansehen.")
    other.get_by_role("button", name="Ticket erstellen").click()
    expect(page.locator("[data-live=record-tickets]")).to_contain_text("Ofen kalt")
    expect(page.locator("[data-live=record-timeline]")).to_contain_text("Ofen kalt")
