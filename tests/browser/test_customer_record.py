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


def test_the_heading_follows_a_name_that_is_changed_where_it_stands(visit: Visit) -> None:
    page = opened(visit("anna@nordwerk.example"), "Bäckerei Moor")
    page.get_by_role("link", name="Name ändern").click()
    field = page.locator("#here-name input[name=name]")
    field.fill("Bäckerei Moor & Söhne")
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("Bäckerei Moor & Söhne")
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator("h1")).to_have_text("Bäckerei Moor")


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


def menu(page: Page, name: str, entry: str) -> None:
    row = page.locator("#contacts tbody", has_text=name)
    row.locator("summary").click()
    row.locator(".menu").get_by_text(entry, exact=True).click()


def test_contacts_are_added_changed_and_removed_where_they_stand(visit: Visit) -> None:
    page = opened(visit("anna@nordwerk.example"), "Bäckerei Moor")
    provokes(page, "status of 409")
    other = opened(visit("ben@nordwerk.example"), "Bäckerei Moor")
    contacts = page.locator("#contacts")
    contacts.locator(".section__head a").click()
    expect(page.locator("#contact-new-name")).to_be_focused()
    page.locator("#contact-new-name").fill("Nora Neu")
    page.locator("#contact-new-email-0").fill("nora@moor.example")
    page.get_by_role("button", name="Weitere Adresse").click()
    expect(page.locator("#contact-new-email-1")).to_be_focused()
    expect(page.locator("#contact-new-email-0")).to_have_value("nora@moor.example")
    page.locator("#contact-new-email-1").fill("n.neu@moor.example")
    page.locator("#contact-new-email-1").press("Enter")
    expect(contacts).to_contain_text("n.neu@moor.example")
    expect(page.locator("#contacts-count")).to_have_text("2")
    expect(page.locator("#contact-new")).to_be_empty()

    other.reload()
    for window in (page, other):
        menu(window, "Nora Neu", "Ändern")
    other.locator("#contacts form input[name=contact_role]").fill("Verkauf")
    other.get_by_role("button", name="Kontakt speichern").last.click()
    expect(other.locator("#contacts")).to_contain_text("Verkauf")
    page.locator("#contacts form input[name=contact_role]").fill("Backstube")
    page.get_by_role("button", name="Kontakt speichern").last.click()
    expect(contacts.locator(".banner")).to_contain_text("Nora Neu, Verkauf")
    expect(page.locator("#contacts form input[name=contact_role]")).to_have_value("Backstube")
    page.get_by_role("link", name="Abbrechen").click()
    expect(contacts.locator(".banner")).to_have_count(0)
    expect(contacts).to_contain_text("Verkauf")

    menu(page, "Nora Neu", "Entfernen")
    expect(contacts.locator("tbody", has_text="Nora Neu")).to_have_count(0)
    expect(page.locator("#contacts-count")).to_have_text("1")
    page.get_by_role("button", name="Rückgängig").click()
    expect(contacts.locator("tbody", has_text="Nora Neu")).to_have_count(1)
    menu(page, "Nora Neu", "Entfernen")
    expect(page.locator("#contacts-count")).to_have_text("1")


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
