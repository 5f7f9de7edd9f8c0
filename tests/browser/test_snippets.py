"""Canned texts while writing: by the sign, by the button, and never in the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.webs import number_of

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


class Note:
    """The note's editor in a ticket, with its list of canned texts and the button for it."""

    def __init__(self, page: Page, number: str) -> None:
        self.page = page
        self.text = page.locator("#note [contenteditable]")
        self.options = page.locator("#note .mention-list:not([hidden]) [role=option]")
        self.button = page.locator("#note").get_by_role("button", name="Textbaustein", exact=True)
        page.goto(f"/tickets/{number}/")
        self.begin()

    def begin(self) -> None:
        """Empty the editor and stand in it."""
        self.page.wait_for_selector("#note .toolbar", state="attached")
        self.page.keyboard.press("i")
        expect(self.text).to_be_focused()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")

    def offers(self, typed: str, count: int) -> None:
        self.page.keyboard.type(typed)
        expect(self.options).to_have_count(count)


def test_a_text_by_sign_and_by_button(visit: Visit) -> None:
    ben, anna = visit("ben@nordwerk.example"), visit()
    note = Note(anna, number_of("Heizung fällt aus, Fall 62"))
    # Without any the sign is a character, and the button says why nothing opens.
    with anna.expect_response("**/textbausteine/"):
        anna.keyboard.type(";g")
    expect(note.text).to_have_text(";g")
    expect(note.options).to_have_count(0)
    note.button.click()
    expect(anna.locator(".toast")).to_contain_text("Es gibt noch keine Textbausteine.")

    for title in TITLES:
        written_down(ben, title, "Mit besten Wünschen")
    anna.reload()
    note.begin()
    note.offers("Hallo;gr", 0)
    anna.keyboard.press("Enter")
    note.offers(";", 2)
    note.offers("gru", 1)
    expect(note.options).to_contain_text(TITLES[0])
    expect(note.text).to_have_attribute("aria-activedescendant", str(note.options.get_attribute("id")))
    anna.keyboard.press("Escape")
    expect(note.options).to_have_count(0)
    expect(note.text).to_contain_text(";gru")
    note.offers("ß", 0)  # written on, it stays closed
    anna.keyboard.press("Backspace")
    anna.keyboard.press("Backspace")
    expect(note.options).to_have_count(1)
    anna.keyboard.press("Enter")
    expect(note.text.locator("strong")).to_have_text("Mit besten Wünschen")
    expect(note.text.locator("p")).to_have_text(["Hallo;gr", "Mit besten Wünschen", "Ihr Team"])
    note.button.click()
    expect(note.options).to_have_count(2)
    note.offers("rück", 1)
    note.options.click()
    expect(note.text.locator("strong")).to_have_count(2)
    expect(note.text).not_to_contain_text("rück")
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
