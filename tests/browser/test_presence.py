"""Two people at one ticket: a quiet line says who else has it open."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_journeys import open_ticket
from tests.browser.test_live_pages import listening

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_each_sees_the_other_and_sees_them_leave(visit: Visit) -> None:
    anna, ben = visit(), visit("ben@nordwerk.example")
    open_ticket(anna, "Heizung fällt aus, Fall 19")
    expect(anna.locator("[data-presence]")).to_be_hidden()
    listening(anna)
    ben.goto("/tickets/?size=500")
    ben.get_by_role("link", name="Heizung fällt aus, Fall 19", exact=True).click()
    expect(ben.locator("[data-presence]")).to_have_text("Auch geöffnet bei: Anna Ahrens")
    listening(ben)
    expect(anna.locator("[data-presence]")).to_have_text("Auch geöffnet bei: Ben Brandt")
    anna.goto("/tickets/")
    expect(ben.locator("[data-presence]")).to_be_hidden()
