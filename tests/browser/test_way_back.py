"""The way back to the overview: the list as it was left in this tab, the plain one where nothing is known."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LEFT = re.compile(r"/tickets/\?.*status=open")


def opened(page: Page, case: int) -> None:
    """Narrow the list, then open a ticket out of it, wherever other tests have moved it."""
    page.goto(f"/tickets/?size=500&q=Fall+{case}")
    page.locator('[data-status-filter="2"]').click()
    page.wait_for_url(LEFT)
    page.locator("tr[data-ticket] [data-subject]", has_text=re.compile(rf"Fall {case}$")).click()
    expect(page.locator("h1")).to_have_text(f"Heizung fällt aus, Fall {case}")


def test_the_link_and_the_key_lead_to_the_list_that_was_left(visit: Visit) -> None:
    page = visit()
    for way in ("link", "key"):
        opened(page, 63)
        if way == "link":
            page.get_by_role("link", name="Zurück zur Übersicht").click()
        else:
            page.keyboard.press("u")
        page.wait_for_url(LEFT)


def test_spam_leads_there_too(visit: Visit) -> None:
    page = visit()
    opened(page, 64)
    page.get_by_role("button", name="Spam", exact=True).click()
    page.wait_for_url(LEFT)
    expect(page.locator("tr[data-ticket]", has_text=re.compile(r"Fall 64\b"))).to_have_count(0)


def test_a_tab_that_has_seen_no_list_goes_to_the_plain_one(visit: Visit) -> None:
    page = visit()
    page.goto("/tickets/neu/")
    page.get_by_role("link", name="Zurück zur Übersicht").click()
    page.wait_for_url("**/tickets/")


def test_going_back_before_any_script_runs_shows_the_list_of_the_address(visit: Visit) -> None:
    page = visit(at="/tickets/")
    page.locator('[data-status-filter="2"]').click()
    page.wait_for_url(LEFT)
    held: list[Route] = []
    free: list[bool] = []
    page.route("**/*.js", lambda route: route.continue_() if free else held.append(route))
    page.reload(wait_until="commit")
    expect(page.locator('[data-status-filter="2"]')).to_have_attribute("aria-current", "true")
    page.evaluate("history.back()")
    page.wait_for_url(re.compile(r"/tickets/$"), wait_until="commit")
    free.append(True)
    for route in held:
        route.continue_()
    expect(page.locator('[data-status-filter="1"]')).to_have_attribute("aria-current", "true")
