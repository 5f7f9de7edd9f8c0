"""Canned texts while writing: by the sign, by the button, and never in the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_news_and_jump import number_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
TITLES = ["Grüße aus dem Norden", "Rückfrage"]


def written_down(page: Page, title: str, words: str) -> None:
    """Add a text, half of it bold."""
    page.goto("/verwaltung/textbausteine/neu/")
    page.wait_for_selector(".toolbar")
    expect(page.get_by_role("button", name="Textbaustein", exact=True)).to_have_count(0)
    page.get_by_label("Titel").fill(title)
    page.locator("[contenteditable]").click()
    page.keyboard.press("Control+b")
    page.keyboard.type(words)
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.keyboard.type("Ihr Team")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".toast")).to_contain_text("Textbaustein gespeichert.")


def test_a_text_by_sign_and_by_button(visit: Visit) -> None:
    ben, anna = visit("ben@nordwerk.example"), visit()
    number = number_of(anna, "Heizung fällt aus, Fall 62")
    anna.goto(f"/tickets/{number}/")
    anna.wait_for_selector("#note .toolbar", state="attached")
    note = anna.locator("#note [contenteditable]")
    options = anna.locator("#note .mention-list:not([hidden]) [role=option]")
    button = anna.locator("#note").get_by_role("button", name="Textbaustein", exact=True)
    anna.keyboard.press("i")
    # Without any the sign is a character, and the button says why nothing opens.
    with anna.expect_response("**/textbausteine/"):
        anna.keyboard.type(";g")
    expect(note).to_have_text(";g")
    expect(options).to_have_count(0)
    button.click()
    expect(anna.locator(".toast")).to_contain_text("Es gibt noch keine Textbausteine.")

    for title in TITLES:
        written_down(ben, title, "Mit besten Wünschen")
    anna.reload()
    anna.wait_for_selector("#note .toolbar", state="attached")
    anna.keyboard.press("i")
    expect(note).to_be_focused()
    anna.keyboard.press("Control+a")
    anna.keyboard.press("Delete")
    anna.keyboard.type("Hallo;gr")
    expect(options).to_have_count(0)
    anna.keyboard.press("Enter")
    anna.keyboard.type(";")
    expect(options).to_have_count(2)
    anna.keyboard.type("gru")
    expect(options).to_have_count(1)
    expect(options).to_contain_text(TITLES[0])
    expect(note).to_have_attribute("aria-activedescendant", str(options.get_attribute("id")))
    anna.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(note).to_contain_text(";gru")
    anna.keyboard.type("ß")
    expect(options).to_have_count(0)  # written on, it stays closed
    anna.keyboard.press("Backspace")
    anna.keyboard.press("Backspace")
    expect(options).to_have_count(1)
    anna.keyboard.press("Enter")
    expect(note.locator("strong")).to_have_text("Mit besten Wünschen")
    expect(note.locator("p")).to_have_text(["Hallo;gr", "Mit besten Wünschen", "Ihr Team"])
    button.click()
    expect(options).to_have_count(2)
    anna.keyboard.type("rück")
    expect(options).to_have_count(1)
    options.click()
    expect(note.locator("strong")).to_have_count(2)
    expect(note).not_to_contain_text("rück")
    anna.locator("#note [data-send]").click()
    expect(anna.locator(".message--note strong")).to_have_count(2)


def test_with_keys_switched_off_only_the_button_opens(visit: Visit) -> None:
    page = visit("ben@nordwerk.example")
    written_down(page, "Ohne Tasten", "Fester Text")
    page.goto("/konto/")
    page.uncheck("#field-shortcuts")
    page.get_by_role("button", name="Einstellungen speichern").click()
    expect(page.locator("html")).to_have_attribute("data-shortcuts", "off")
    page.goto("/tickets/neu/")
    page.wait_for_selector(".toolbar")
    text = page.locator("[contenteditable]")
    text.click()
    page.keyboard.type(";ohne")
    options = page.locator(".mention-list:not([hidden]) [role=option]")
    expect(options).to_have_count(0)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Textbaustein", exact=True).click()
    expect(options.filter(has_text="Ohne Tasten")).to_be_visible()
    page.keyboard.type("ohne")
    expect(options).to_have_count(1)
    page.keyboard.press("Tab")
    expect(text.locator("p")).to_have_text([";ohne", "Fester Text", "Ihr Team"])
    page.goto("/konto/")
    page.check("#field-shortcuts")
    page.get_by_role("button", name="Einstellungen speichern").click()
    expect(page.locator("html")).to_have_attribute("data-shortcuts", "on")
