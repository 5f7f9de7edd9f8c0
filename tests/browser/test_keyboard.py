"""A day's work without a mouse: every key of the table, and the focus is where it says."""

import re

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TimedOut

from tests.browser.conftest import Visit, let_go

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def focused(page: Page) -> str:
    """Return the row, or else the id, of what has the focus."""
    return str(
        page.evaluate(
            """() => {
                const row = document.activeElement.closest("tr[data-ticket]");
                return row ? row.id : document.activeElement.id;
            }"""
        )
    )


def lead(page: Page, keys: str, where: str) -> None:
    """Press keys that lead to another page; once more if a busy machine took too long between the two."""
    page.wait_for_load_state()  # before that nobody listens to keys
    for turn in range(3):
        for key in keys:
            page.keyboard.press(key)
        try:
            page.wait_for_url(re.compile(where), timeout=10_000)
            return
        except TimedOut:
            if turn == 2:
                raise


def test_the_list_by_keys(visit: Visit) -> None:
    page = visit(at="/")
    lead(page, "gt", "/tickets/$")
    rows = [str(row.get_attribute("id")) for row in page.locator("tr[data-ticket]").all()]
    for key, row in (("j", rows[0]), ("j", rows[1]), ("k", rows[0]), ("j", rows[1])):
        page.keyboard.press(key)
        assert focused(page) == row
        assert page.evaluate("document.activeElement.matches('[data-subject]')")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-bulk-count]")).to_have_text("3 ausgewählt")
    page.keyboard.press("Escape")
    expect(page.locator("[data-select]:checked")).to_have_count(0)
    page.keyboard.press("2")
    page.wait_for_url(re.compile("status=open"))
    page.keyboard.press("1")
    page.wait_for_url(lambda url: "status=open" not in url)
    expect(page.locator('[data-status-filter="1"]')).to_have_attribute("aria-current", "true")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Tickets suchen")
    expect(search).to_be_focused()
    page.keyboard.type("Fall 23")
    expect(page.locator("tr[data-ticket]")).to_have_count(2)  # case 23 and ticket #23
    expect(search).to_be_focused()
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()
    page.keyboard.press("j")
    if not page.evaluate("document.activeElement.textContent.endsWith('Fall 23')"):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Heizung fällt aus, Fall 23")
    # A filter that is taken away leaves its focus to the next one, the last one to the buttons.
    page.goto("/tickets/?status=open&priority=2&assignee=0")
    for stop, then in (("chip-priority", "chip-assignee"), ("chip-assignee", "filter-open")):
        page.focus(f"#{stop}")
        page.keyboard.press("Enter")
        expect(page.locator(f"#{stop}")).to_have_count(0)
        expect(page.locator(f"#{then}")).to_be_focused()
    for keys, where in (("gm", "view=mine"), ("gk", "/kunden/"), ("n", "/tickets/neu/")):
        lead(page, keys, where)


def test_a_ticket_by_keys(visit: Visit) -> None:
    page = visit()
    page.goto("/tickets/?q=Fall+29")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector("#reply .toolbar")
    page.wait_for_selector("#note .toolbar", state="attached")
    ticket = page.url
    for key, field in (("a", "panel-assignee"), ("p", "panel-priority"), ("s", "panel-status")):
        page.keyboard.press(key)
        assert focused(page) == field
        page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#ticket-panel details[open]")).to_have_count(1)
    assert page.evaluate("Boolean(document.activeElement.closest('#ticket-panel details[open]'))")
    page.keyboard.press("Escape")
    expect(page.locator("#ticket-panel details[open]")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.locator(".toast")).to_contain_text("wurde geschlossen")
    page.keyboard.press("z")
    expect(page.locator("#panel-status")).to_have_value("open")
    page.wait_for_selector("#reply .toolbar")
    page.keyboard.press("r")
    page.keyboard.type("Ohne Maus geschrieben")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--held")).to_contain_text("Ohne Maus geschrieben")
    page.wait_for_selector("#reply .toolbar")
    page.keyboard.press("z")
    expect(page.locator("#reply [contenteditable]")).to_be_focused()
    expect(page.locator("#reply [contenteditable]")).to_have_text("Ohne Maus geschrieben")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(page.locator("#note [contenteditable]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".message--held")).to_contain_text("danach geschlossen")
    let_go()
    expect(page.locator("#panel-status")).to_have_value("closed")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: not url.startswith(ticket) and "/tickets/" in url)
    page.keyboard.press("u")
    page.wait_for_url(re.compile(r"/tickets/\?q="))  # the list out of which it was opened


def test_to_the_next_ticket_and_back_to_the_previous(visit: Visit) -> None:
    page = visit()
    page.goto("/tickets/")
    first, second = (row.get_attribute("data-href") for row in page.locator("tr[data-ticket]").all()[:2])
    page.keyboard.press("j")
    page.keyboard.press("o")
    for key, ticket in (("", first), ("j", second), ("k", first)):
        if key:
            page.keyboard.press(key)
        page.wait_for_url(f"**{ticket}")
        page.wait_for_selector("#note .toolbar", state="attached")
    # Out of a list with filters and an order of its own they lead through that one, and end where it ends.
    page.goto("/tickets/?status=open&sort=number_asc&size=10")
    of_list = [str(row.get_attribute("data-href")) for row in page.locator("tr[data-ticket]").all()]
    page.goto(of_list[-2])
    place = page.locator("[data-place]")
    expect(place).to_have_text(re.compile(rf"^{len(of_list) - 1} von "))
    page.wait_for_selector("#note .toolbar", state="attached")
    page.keyboard.press("j")
    page.wait_for_url(f"**{of_list[-1]}")
    expect(place).to_have_text(re.compile(rf"^{len(of_list)} von "))
    page.wait_for_selector("#note .toolbar", state="attached")
    expect(page.locator("[data-neighbours] a[data-shortcut=j]")).to_be_hidden()
    page.keyboard.press("k")
    page.wait_for_url(f"**{of_list[-2]}")
