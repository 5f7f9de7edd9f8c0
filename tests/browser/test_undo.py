"""Ten seconds in a real browser: the notice, the key z, the composer, colleagues, other pages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, let_go
from tests.browser.test_journeys import open_ticket
from tests.browser.test_live_pages import listening

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAULA = "paula@nordwerk.example"


def send(page: Page, subject: str, text: str, button: str = "[data-send]") -> None:
    open_ticket(page, subject)
    page.click("#reply [contenteditable]")
    page.keyboard.type(text)
    page.click(f"#reply {button}")
    expect(page.locator(".message--held")).to_contain_text(text)


def test_z_brings_the_text_back_and_colleagues_see_it_go(visit: Visit) -> None:
    anna, paula = visit(), visit(PAULA)
    send(anna, "Heizung fällt aus, Fall 36", "Zu früh gesendet")
    paula.goto(anna.url)
    expect(anna.locator(".toast")).to_contain_text("Nachricht wird gesendet.")
    expect(anna.locator("#reply [contenteditable]")).to_have_text("")
    seen = paula.locator(".message--held")
    expect(seen).to_contain_text("Wird gesendet")
    expect(seen.get_by_role("button", name="Rückgängig")).to_have_count(0)
    anna.keyboard.press("z")
    expect(anna.locator(".toast")).to_contain_text("Nachricht zurückgenommen")
    expect(anna.locator("#reply [contenteditable]")).to_have_text("Zu früh gesendet")
    expect(anna.locator("#reply [contenteditable]")).to_be_focused()
    expect(anna.locator(".message--ours")).to_have_count(0)
    expect(seen).to_have_count(0)
    anna.reload()
    expect(anna.locator("#reply [contenteditable]")).to_have_text("Zu früh gesendet")


def test_the_overview_marks_it_until_it_was_taken_back_or_sent(visit: Visit) -> None:
    anna, paula = visit(), visit(PAULA)
    paula.goto("/tickets/?q=Fall+60&size=500")
    listening(paula)
    row = paula.locator("tr", has=paula.get_by_role("link", name="Heizung fällt aus, Fall 60", exact=True))
    mark = row.locator(".held-mark")
    expect(mark).to_have_count(0)
    send(anna, "Heizung fällt aus, Fall 60", "Erst einmal")
    expect(mark).to_have_text("Wird gesendet")
    anna.keyboard.press("z")
    expect(anna.locator(".toast")).to_contain_text("Nachricht zurückgenommen")
    expect(mark).to_have_count(0)
    anna.click("#reply [data-send]")
    expect(mark).to_have_text("Wird gesendet")
    let_go()
    expect(mark).to_have_count(0)


def test_what_was_begun_since_is_kept_as_a_version(visit: Visit) -> None:
    page = visit()
    send(page, "Heizung fällt aus, Fall 37", "Die erste Antwort")
    page.click("#reply [contenteditable]")
    page.keyboard.type("Schon die zweite")
    page.locator(".toast").get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#reply [contenteditable]")).to_have_text("Die erste Antwort")
    page.locator("#reply [data-keep-state] a").click()
    expect(page.locator(".section .prose")).to_have_text("Schon die zweite")


def test_the_way_back_follows_to_the_next_page(visit: Visit) -> None:
    page = visit()
    send(page, "Heizung fällt aus, Fall 18", "Und weiter", "[data-send-close]")
    ticket = page.url.partition("#")[0]
    page.goto("/tickets/")
    expect(page.locator(".toast")).to_contain_text("Nachricht wird gesendet.")
    page.keyboard.press("z")
    page.wait_for_url(ticket + "?entwurf=1")
    expect(page.locator("#reply [contenteditable]")).to_have_text("Und weiter")
    page.goto("/tickets/")
    expect(page.locator(".toast")).to_have_count(0)


def test_the_button_at_the_message_on_the_phone(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/tickets/?size=500")
    page.get_by_role("link", name="Heizung fällt aus, Fall 4", exact=True).click()
    page.wait_for_selector("#reply .toolbar", state="attached")
    page.locator("[data-thumb-bar]").get_by_role("link", name="Antworten").tap()
    page.keyboard.type("Vom Telefon")
    page.click("#reply [data-send]")
    page.locator(".message--held").get_by_role("button", name="Rückgängig").click()
    page.wait_for_url("**?entwurf=1")
    expect(page.locator("#reply [contenteditable]")).to_have_text("Vom Telefon")
    expect(page.locator(".message--held")).to_have_count(0)


def test_when_its_time_is_up_it_is_sent_and_says_so(visit: Visit) -> None:
    anna, paula = visit(), visit(PAULA)
    send(anna, "Heizung fällt aus, Fall 38", "Das bleibt", "[data-send-close]")
    paula.goto(anna.url)
    expect(paula.locator(".message--held")).to_contain_text("danach geschlossen")
    anna.locator(".toast").hover()
    let_go()
    expect(anna.locator(".toast")).to_have_text("Nachricht gesendet.")
    for page in (anna, paula):
        expect(page.locator(".message--ours").last).to_contain_text("Das bleibt")
        expect(page.locator(".message--held")).to_have_count(0)
        expect(page.locator("#panel-status")).to_have_value("closed")
    expect(anna.locator(".toast button")).to_have_count(0)
