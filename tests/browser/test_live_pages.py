"""Two people at work, live: the overview, an open ticket, the counters, the window's title."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_journeys import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
OPENED = "document.documentElement.dataset.stream === 'own'"
BEN = "ben@nordwerk.example"


def listening(page: Page) -> None:
    """Wait until the window's stream is open."""
    deadline = time.monotonic() + 10
    while not page.evaluate(OPENED):
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)


def create(page: Page, subject: str, priority: str = "2") -> None:
    page.goto("/tickets/neu/")
    page.check("input[name=to][value=internal]", force=True)
    page.check(f'input[name=priority][value="{priority}"]', force=True)
    page.fill("#subject", subject)
    page.wait_for_selector(".toolbar")
    page.click("[contenteditable]")
    page.keyboard.type("Bitte beachten.")
    page.click("[data-send]")
    page.wait_for_selector("[data-ticket-page]")


def test_new_tickets_gather_behind_a_bar_and_nothing_jumps(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    anna.goto("/tickets/")
    title = anna.title()
    listening(anna)
    first = anna.locator("tr[data-ticket]").nth(3).get_attribute("id")
    top = anna.locator(f"#{first}").bounding_box()
    create(ben, "Schlüssel liegt im Büro")
    expect(anna.locator("#new-arrivals")).to_have_text("1 neues Ticket anzeigen")
    assert anna.title() == f"(1) {title}"
    after = anna.locator(f"#{first}").bounding_box()
    assert top
    assert after
    assert after["y"] - top["y"] < 60
    anna.click("#new-arrivals")
    expect(anna.get_by_role("link", name="Schlüssel liegt im Büro", exact=True)).to_be_visible()
    expect(anna.locator("#new-arrivals")).to_have_count(0)
    assert anna.title() == title


def test_a_critical_ticket_comes_to_the_top_at_once(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    anna.goto("/tickets/")
    listening(anna)
    create(ben, "Wasser im Keller", "4")
    expect(anna.locator("tbody.critical-mark tr").first).to_contain_text("Wasser im Keller")
    expect(anna.locator("#warnings")).to_have_text("Kritisch: Wasser im Keller")


def test_a_row_changes_where_it_stands_and_the_counters_follow(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    anna.goto("/tickets/?size=500")
    listening(anna)
    row = anna.locator("tr", has=anna.get_by_text("Heizung fällt aus, Fall 21", exact=True))
    row.locator("[data-select]").check()
    closed = anna.locator('[data-live="filters"] .status--closed .count')
    before = int(closed.inner_text())
    open_ticket(ben, "Heizung fällt aus, Fall 21")
    expect(row.locator(".lock")).to_contain_text("Ben Brandt")
    ben.select_option("#panel-status", "closed")
    expect(row.locator(".cell-status")).to_contain_text("Geschlossen")
    expect(row.locator("[data-select]")).to_be_checked()
    expect(closed).to_have_text(str(before + 1))
    ben.goto("/")
    expect(row.locator(".lock")).to_have_count(0)


def test_what_is_said_appears_in_the_open_ticket(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    open_ticket(anna, "Heizung fällt aus, Fall 22")
    listening(anna)
    anna.click("#reply [contenteditable]")
    anna.keyboard.type("Ich schreibe gerade")
    open_ticket_note(ben, "Heizung fällt aus, Fall 22", "Der Techniker ist schon unterwegs.")
    expect(anna.locator(".message--note").last).to_contain_text("schon unterwegs")
    expect(anna.locator("#reply [contenteditable]")).to_have_text("Ich schreibe gerade")
    expect(anna.locator("#reply [contenteditable]")).to_be_focused()


def open_ticket_note(page: Page, subject: str, text: str) -> None:
    page.goto("/tickets/?size=500")
    page.get_by_role("link", name=subject, exact=True).click()
    page.wait_for_selector("[data-lock-note]")
    page.click("[data-lock-note]")
    page.locator("#note [contenteditable]").click()
    page.keyboard.type(text)
    page.click("#note [data-send]")
    expect(page.locator(".message--note").last).to_contain_text(text)


def test_the_lock_is_free_at_once_for_who_waits(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    open_ticket(anna, "Heizung fällt aus, Fall 43")
    expect(anna.locator("[data-lock-token]")).to_have_value(re.compile(r"\d+"))
    ben.goto("/tickets/?size=500")
    ben.get_by_role("link", name="Heizung fällt aus, Fall 43", exact=True).click()
    ben.wait_for_selector(".banner--red")
    listening(ben)
    anna.goto("/")
    expect(ben.locator(".banner--green")).to_be_visible(timeout=3000)


def test_two_windows_share_one_stream(visit: Visit) -> None:
    first = visit()
    first.goto("/tickets/")
    listening(first)
    second = first.context.new_page()
    second.goto("/tickets/")
    second.wait_for_timeout(500)
    assert not second.evaluate(OPENED)
    create(visit(BEN), "Für beide Fenster")
    for page in (first, second):
        expect(page.locator("#new-arrivals")).to_be_visible()
    first.close()
    listening(second)
