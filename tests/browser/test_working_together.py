"""Two people on one ticket: the lock, drafts on two devices, and a line that breaks."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, customer_writes, provokes
from tests.browser.test_journeys import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAULA = "paula@nordwerk.example"
BEN = "ben@nordwerk.example"


def write(page: Page, text: str) -> None:
    page.click("#reply [contenteditable]")
    page.keyboard.type(text)
    expect(page.locator("#reply [data-keep-state]")).to_contain_text("Entwurf gespeichert")


def test_a_colleague_is_warned_and_told_when_it_is_free(visit: Visit) -> None:
    anna, paula = visit(), visit(PAULA)
    open_ticket(anna, "Heizung fällt aus, Fall 24")
    expect(anna.locator("[data-lock-token]")).to_have_value(re.compile(r"\d+"))
    open_ticket_locked(paula, "Heizung fällt aus, Fall 24")
    expect(paula.locator(".banner--red")).to_contain_text("wird gerade von Anna Ahrens bearbeitet")
    expect(paula.locator("#reply")).to_be_hidden()
    expect(paula.locator("#panel-status")).to_be_disabled()
    paula.click("[data-lock-note]")
    paula.locator("#note [contenteditable]").click()
    paula.keyboard.type("Ich warte, bis du fertig bist.")
    paula.click("#note [data-send]")
    expect(paula.locator(".message--note").last).to_contain_text("Ich warte")
    write(anna, "Wir kommen am Dienstag.")
    anna.click("#reply [data-send]")
    expect(anna.locator(".message--ours").last).to_contain_text("am Dienstag")
    anna.goto("/tickets/")
    expect(paula.locator(".banner--green")).to_be_visible(timeout=30_000)
    expect(paula.locator(".message--ours").last).to_contain_text("am Dienstag")
    expect(paula.locator("#reply")).to_be_hidden()
    paula.click("[data-lock-open]")
    expect(paula.locator("#reply [contenteditable]")).to_be_visible()


def open_ticket_locked(page: Page, subject: str) -> None:
    page.goto("/tickets/?size=500")
    row = page.locator("tr", has=page.get_by_text(subject, exact=True))
    expect(row.locator(".lock")).to_contain_text("Anna Ahrens")
    page.get_by_role("link", name=subject, exact=True).click()
    page.wait_for_selector(".banner--red")


def test_an_administrator_takes_over_and_the_draft_stays(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    open_ticket(anna, "Heizung fällt aus, Fall 25")
    write(anna, "Mein halber Satz")
    open_ticket_locked(ben, "Heizung fällt aus, Fall 25")
    ben.get_by_role("button", name="Ticket übernehmen").click()
    expect(ben.locator("#reply [contenteditable]")).to_be_visible()
    expect(anna.locator(".banner--red")).to_contain_text("Ben Brandt", timeout=40_000)
    expect(anna.locator(".banner--red")).to_contain_text("Ihr Entwurf ist gesichert.")
    expect(anna.locator("#reply")).to_be_hidden()
    ben.goto("/tickets/")
    expect(anna.locator(".banner--green")).to_be_visible(timeout=30_000)
    anna.click("[data-lock-open]")
    expect(anna.locator("#reply [contenteditable]")).to_have_text("Mein halber Satz")


def test_a_second_window_takes_the_lock_and_the_first_keeps_its_draft(visit: Visit) -> None:
    first = visit()
    open_ticket(first, "Heizung fällt aus, Fall 26")
    write(first, "Im ersten Fenster")
    second = first.context.new_page()
    open_ticket(second, "Heizung fällt aus, Fall 26")
    expect(second.locator("#reply [contenteditable]")).to_have_text("Im ersten Fenster")
    first.evaluate("document.dispatchEvent(new CustomEvent('live:lock', { detail: {} }))")
    expect(first.locator("[data-lock] .banner--amber")).to_contain_text("in einem anderen Fenster")
    expect(first.locator("#reply")).to_be_hidden()
    first.click("[data-lock-begin]")
    expect(first.locator("#reply [contenteditable]")).to_have_text("Im ersten Fenster")


def test_a_draft_goes_from_the_desk_to_the_phone(visit: Visit) -> None:
    desk = visit()
    open_ticket(desk, "Heizung fällt aus, Fall 27")
    write(desk, "Angefangen am Schreibtisch")
    desk.goto("/tickets/?size=500")
    expect(desk.locator("tr", has_text="Fall 27").locator(".draft-mark")).to_have_text("Entwurf")
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_ticket(phone, "Heizung fällt aus, Fall 27")
    expect(phone.locator("#reply [contenteditable]")).to_have_text("Angefangen am Schreibtisch")
    phone.locator("#reply [contenteditable]").click()
    phone.keyboard.press("End")
    phone.keyboard.type(" und am Telefon beendet")
    expect(phone.locator("#reply [data-keep-state]")).to_contain_text("Entwurf gespeichert")
    phone.click("#reply [data-send]")
    expect(phone.locator(".message--ours").last).to_contain_text("und am Telefon beendet")
    open_ticket(desk, "Heizung fällt aus, Fall 27")
    expect(desk.locator("#reply [contenteditable]")).to_have_text("")


def test_without_a_connection_writing_goes_on(visit: Visit) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 28")
    provokes(page, "ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.click("#reply [contenteditable]")
    page.keyboard.type("Geschrieben im Tunnel")
    expect(page.locator("#reply [data-keep-state]")).to_contain_text("Keine Verbindung")
    page.keyboard.type(" und weiter")
    # It stands where it belongs; a notice would take the place of one that can be undone.
    expect(page.locator("#toasts [data-toast]")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.locator("#reply [data-keep-state]")).to_contain_text("Entwurf gespeichert", timeout=30_000)
    other = visit()
    open_ticket(other, "Heizung fällt aus, Fall 28")
    expect(other.locator("#reply [contenteditable]")).to_have_text("Geschrieben im Tunnel und weiter")


def test_what_arrived_meanwhile_is_shown_before_anything_is_sent(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    provokes(page, "status of 409", "/live/")
    page.route("**/live/", lambda route: route.abort())  # a page that nobody tells anything
    open_ticket(page, "Heizung fällt aus, Fall 42")
    number = str(page.locator("[data-ticket-page]").get_attribute("data-ticket-page"))
    file = tmp_path / "Plan.txt"
    file.write_text("Plan")
    page.locator("#reply input[type=file][multiple]").set_input_files(file)
    expect(page.locator('#reply input[name="uploads"]')).to_have_count(1)
    write(page, "Wir kommen am Dienstag.")
    customer_writes(number)
    page.click("#reply [data-send]")
    expect(page.locator("#reply-error")).to_contain_text("Trotzdem senden?")
    expect(page.locator(".message--theirs").last).to_contain_text("Es hat sich erledigt.")
    expect(page.locator(".message--ours")).to_have_count(0)
    expect(page.locator("#reply [contenteditable]")).to_have_text("Wir kommen am Dienstag.")
    expect(page.locator("#reply .file")).to_contain_text("Plan.txt")
    page.locator("#reply").get_by_role("button", name="Trotzdem senden an Thal Architekten GmbH").click()
    expect(page.locator(".message--held")).to_contain_text("Wir kommen am Dienstag.")
    expect(page.locator(".message--held .attachment")).to_contain_text("Plan.txt")


def test_a_draft_outlives_the_log_out_and_what_others_do_to_the_ticket(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    open_ticket(anna, "Heizung fällt aus, Fall 41")
    write(anna, "Bleibt über Nacht liegen")
    where = anna.url
    anna.goto("/konto/")
    anna.evaluate("document.querySelector('form[data-logout]').requestSubmit()")
    anna.wait_for_url("**/anmelden/**")
    assert anna.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept:'))") == []
    ben.goto(where)
    ben.select_option("#panel-status", "waiting")
    expect(ben.locator(".toast")).to_contain_text("Status wurde geändert")
    again = visit()
    again.goto(where)
    expect(again.locator("#reply [contenteditable]")).to_have_text("Bleibt über Nacht liegen")


def test_a_text_that_is_too_long_for_the_server_is_kept_in_the_browser(visit: Visit) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 39")
    length = 10_000_000
    page.evaluate(
        """(length) => {
            const form = document.getElementById("reply");
            form.elements.body.value = "x".repeat(length);
            form.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        length,
    )
    expect(page.locator("#reply [data-keep-state]")).to_contain_text("bleibt in diesem Browser")
    kept = page.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open("kept", 1);
            request.onsuccess = () => {
                const all = request.result.transaction("texts").objectStore("texts").getAll();
                all.onsuccess = () => resolve(all.result.map((values) => values.body.length));
            };
        })"""
    )
    assert kept == [length]


def test_a_ticket_page_asks_for_its_drafts_once(visit: Visit) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 61")
    write(page, "Die Antwort")
    expect(page.locator("#reply [data-keep-state]")).to_contain_text("Entwurf gespeichert")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.type("Die Notiz")
    expect(page.locator("#note [data-keep-state]")).to_contain_text("Entwurf gespeichert")
    page.evaluate("localStorage.clear()")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if "entwuerfe" in request.url else None)
    page.reload()
    expect(page.locator("#reply [contenteditable]")).to_have_text("Die Antwort")
    expect(page.locator("#note [contenteditable]")).to_have_text("Die Notiz")
    assert asked.count("GET") == 1
