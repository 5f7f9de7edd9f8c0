"""What is live, row by row of the table: what is seen, what is read out, and what stays where it is."""

import uuid

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, provokes
from tests.browser.test_journeys import open_ticket
from tests.browser.test_live_pages import BEN, create, listening, open_ticket_note
from tests.browser.webs import Somebody, new_ticket, port_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAULA = "paula@nordwerk.example"


def top(page: Page, row: str) -> float:
    box = page.locator(f"#{row}").bounding_box()
    assert box
    return box["y"]


def test_the_row_under_the_pointer_stays_whatever_arrives(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    anna.goto("/tickets/?size=500")
    listening(anna)
    row = anna.locator("tr[data-ticket]").nth(6)
    row.hover()
    name, before = row.get_attribute("id") or "", row.bounding_box()
    assert before
    create(ben, "Sehr dringend, ganz oben", "4")
    expect(anna.locator("tbody.critical-mark tr").first).to_contain_text("Sehr dringend, ganz oben")
    assert abs(top(anna, name) - before["y"]) < 2
    create(ben, "Kommt hinter die Leiste")
    expect(anna.locator("#new-arrivals")).to_be_attached()
    assert abs(top(anna, name) - before["y"]) < 2
    expect(anna.locator("#announcements")).to_have_text("1 neues Ticket.")
    create(ben, "Noch eines hinter der Leiste")
    expect(anna.locator("#new-arrivals")).to_have_text("2 neue Tickets anzeigen")


def test_new_tickets_are_said_at_most_every_twenty_seconds(visit: Visit, server: str) -> None:
    anna, ben = visit(), Somebody(BEN)
    port = port_of(server)
    anna.clock.install()
    anna.goto("/tickets/")
    listening(anna)
    bar, spoken = anna.locator("#new-arrivals"), anna.locator("#announcements")
    # From here on the page's time goes on only by what is let pass.
    anna.clock.pause_at(anna.evaluate("Date.now()") / 1000 + 1)
    new_ticket(ben, port, "Gesagt werden soll das erste")
    passes = 0.0
    while not _shows(bar, "1 neues Ticket anzeigen"):
        anna.clock.run_for(500)
        assert (passes := passes + 0.5) < 60
    anna.clock.run_for(100)
    expect(spoken).to_have_text("1 neues Ticket.")
    for n in range(2):
        new_ticket(ben, port, f"Noch eines, still: {n}")
    passes = 0.0
    while not _shows(bar, "3 neue Tickets anzeigen"):
        anna.clock.run_for(500)
        assert (passes := passes + 0.5) < 19
    expect(spoken).to_have_text("1 neues Ticket.")
    anna.clock.run_for(21_000)
    expect(spoken).to_have_text("3 neue Tickets.")
    anna.clock.resume()
    anna.click("#new-arrivals")
    expect(anna.get_by_role("link", name="Noch eines, still: 1", exact=True)).to_be_visible()


def _shows(place: Locator, text: str) -> bool:
    """Say whether the words stand there within a moment: what brings them has a time of its own."""
    try:
        expect(place).to_have_text(text, timeout=1500)
    except AssertionError:
        return False
    return True


def test_new_messages_below_are_counted_and_a_click_leads_there(visit: Visit, server: str) -> None:
    anna, ben = visit(viewport={"width": 1280, "height": 800}), Somebody(BEN)
    port = port_of(server)
    number = new_ticket(ben, port, "Neue Nachrichten weiter unten")
    long = {"body": "\n".join(f"Zeile {n}" for n in range(60)), "key": str(uuid.uuid4())}
    assert ben.ask(port, f"/tickets/{number}/notizen/", long)[0] == 303
    anna.goto(f"/tickets/{number}/")
    anna.wait_for_selector("#reply .toolbar", state="attached")
    listening(anna)
    button = anna.locator("#new-messages")
    said = ("1 neue Nachricht", "2 neue Nachrichten", "3 neue Nachrichten")
    # Where the composer stays in sight, where nothing does, and above the phone's bar.
    for n, (words, width, height) in enumerate(zip(said, (1280, 1280, 390), (800, 420, 844), strict=True), 1):
        anna.set_viewport_size({"width": width, "height": height})
        anna.evaluate("scrollTo(0, 0)")
        note = {"body": f"Weiter unten {n}.", "key": str(uuid.uuid4())}
        assert ben.ask(port, f"/tickets/{number}/notizen/", note)[0] == 303
        expect(button).to_have_text(words)
        expect(button).to_be_in_viewport()
        assert anna.evaluate("scrollY") == 0
    button.click()
    expect(anna.locator(".message--note", has_text="Weiter unten 1.")).to_be_in_viewport()
    expect(button).to_have_count(0)


def test_a_row_that_goes_leaves_the_focus_to_the_next(visit: Visit) -> None:
    ben = visit(BEN)
    for n in range(3):
        create(ben, f"Zeile mit Fokus {n}")
    ben.goto("/tickets/?q=Zeile+mit+Fokus&status=open")
    rows = ben.locator("tr[data-ticket]")
    expect(rows).to_have_count(3)
    after = rows.nth(1).get_attribute("id")
    # A colleague's list shows it on, so that nothing jumps, but no longer as what it was.
    anna = visit(at="/tickets/?q=Zeile+mit+Fokus&status=open")
    listening(anna)
    closed = rows.nth(0).get_attribute("id")
    rows.nth(0).locator("[data-subject]").focus()
    ben.keyboard.press("e")
    expect(rows).to_have_count(2)
    expect(ben.locator(f"#{after} [data-subject]")).to_be_focused()
    expect(anna.locator(f"#{closed} .cell-status")).to_have_text("Nicht mehr hier")
    expect(anna.locator(f"#{after} .cell-status")).to_have_text("Offen")
    ben.keyboard.press("z")
    expect(anna.locator(f"#{closed} .cell-status")).to_have_text("Offen")


def test_what_is_said_is_read_out_by_its_beginning(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    open_ticket(anna, "Heizung fällt aus, Fall 17")
    listening(anna)
    expect(anna.locator("#message-log")).to_have_attribute("role", "log")
    text = "Der erste Satz steht hier. Der zweite Satz ist zu lang zum Vorlesen."
    open_ticket_note(ben, "Heizung fällt aus, Fall 17", text)
    expect(anna.locator("#message-log p")).to_have_text(["Ben Brandt: Der erste Satz steht hier."])


def test_a_line_that_is_gone_shows_first_a_dot_then_a_banner_and_says_it_once(visit: Visit) -> None:
    page = visit()
    provokes(page, "ERR_INTERNET_DISCONNECTED")
    page.clock.install()
    page.goto("/tickets/")
    listening(page)
    dot, banner = page.locator("[data-live-state]"), page.locator("#offline-notice")
    expect(dot).to_have_text("Live verbunden")
    # From here on the page's time stands still but for what is let pass.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    page.context.set_offline(True)
    page.clock.run_for(4000)
    expect(dot).to_have_text("Live verbunden")
    page.clock.run_for(2000)
    expect(dot).to_contain_text("Getrennt, Stand")
    expect(banner).to_be_hidden()
    # What the pointer rests on stays where it is, though the banner comes above it.
    resting = page.locator(".ticket-table tbody tr").nth(3)
    resting.hover()
    place = "row => row.getBoundingClientRect().top"
    before = resting.evaluate(place)
    page.clock.run_for(10_000)
    expect(banner).to_be_in_viewport(ratio=1)
    assert abs(resting.evaluate(place) - before) < 1  # a page scrolls by whole pixels
    expect(banner).to_contain_text("Keine Verbindung zum Server. Sie sehen den Stand von")
    expect(page.locator("#announcements")).to_contain_text("Keine Verbindung zum Server.")
    page.evaluate("document.getElementById('announcements').textContent = ''")
    page.clock.run_for(60_000)
    expect(page.locator("#announcements")).to_have_text("")
    page.context.set_offline(False)
    expect(banner).to_be_hidden()
    expect(dot).to_have_text("Live verbunden")


def test_the_start_page_and_its_counters_follow(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    anna.goto("/")
    listening(anna)
    shown = anna.locator(".figure .status--open + b")
    before = int(shown.inner_text())
    badge = anna.locator('[data-live="nav"] a[href="/tickets/"] .count')
    active = int(badge.inner_text())
    create(ben, "Zählt auf der Startseite")
    expect(shown).to_have_text(str(before + 1))
    expect(badge).to_have_text(str(active + 1))
    create(ben, "Kritisch auf der Startseite", "4")
    expect(anna.locator(".critical-box")).to_contain_text("Kritisch auf der Startseite")


def test_the_panel_stays_shut_while_a_colleague_works(visit: Visit) -> None:
    anna, paula = visit(), visit(PAULA)
    open_ticket(anna, "Heizung fällt aus, Fall 20")
    paula.goto("/tickets/?size=500")
    paula.get_by_role("link", name="Heizung fällt aus, Fall 20", exact=True).click()
    paula.wait_for_selector(".banner--red")
    listening(paula)
    expect(paula.locator("#panel-status")).to_be_disabled()
    anna.select_option("#panel-priority", "3")
    expect(paula.locator("#panel-priority")).to_have_value("3")
    expect(paula.locator("#panel-status")).to_be_disabled()
    expect(paula.locator("#panel-priority")).to_be_disabled()
