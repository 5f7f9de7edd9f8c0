"""The agent's face under a thumb: real touches for swiping, tapping, scrolling; the phone's keyboard."""

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.line import Line
from tests.browser.test_installing import READY
from tests.browser.test_journeys import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SHIFT = "(row) => new DOMMatrix(getComputedStyle(row).transform).m41"
MOVING = "(row) => row.getAnimations().length"
DELIVERED = "performance.getEntriesByType('navigation')[0].deliveryType"


@pytest.fixture
def line(server: str) -> Iterator[Line]:
    made = Line(server)
    yield made
    made.close()


class Finger:
    """One finger on the screen, by the browser's own touch input."""

    def __init__(self, page: Page, x: float, y: float) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self.x, self.y = x, y
        self._send("touchStart", [{"x": x, "y": y}])

    def move(self, dx: float, dy: float = 0, steps: int = 12) -> None:
        for step in range(1, steps + 1):
            self._send("touchMove", [{"x": self.x + dx * step / steps, "y": self.y + dy * step / steps}])
        self.x, self.y = self.x + dx, self.y + dy

    def lift(self) -> None:
        self._send("touchEnd", [])

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def row_of(page: Page, index: int = 2) -> tuple[str, Finger]:
    """Put a finger on a row; returns the ticket's path and the finger."""
    row = page.locator("tr[data-ticket]").nth(index)
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    assert box
    return str(row.get_attribute("data-href")), Finger(page, box["x"] + 300, box["y"] + box["height"] / 2)


def settled(page: Page, address: str) -> None:
    """Open a page with the service worker in charge of it."""
    page.goto(address)
    assert page.evaluate(READY)
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller")


def test_a_row_follows_the_finger_and_opens_at_once(visit: Visit, line: Line) -> None:
    page = visit(offline=True, **PHONE)
    settled(page, line.address + "/tickets/")
    path, finger = row_of(page)
    row = page.locator(f'tr[data-href="{path}"]')
    line.asked.clear()
    finger.move(-80)
    expect(row).to_have_class(re.compile("is-dragged"))
    assert abs(row.evaluate(SHIFT) + 80) <= 1
    finger.move(-60)
    expect(row).to_have_class(re.compile("is-ripe"))
    assert abs(row.evaluate(SHIFT) + 140) <= 1
    # The ticket is fetched while the finger moves; that writes nothing.
    line.wait_for(f"GET {path}")
    assert not [asked for asked in line.asked if asked.startswith("POST")]
    finger.lift()
    page.wait_for_url("**" + path)
    expect(page.locator("[data-ticket-page]")).to_be_visible()
    assert page.evaluate(DELIVERED) == "navigational-prefetch"


def test_the_worker_hands_out_what_it_fetched_ahead_once(visit: Visit, line: Line) -> None:
    page = visit(offline=True, **PHONE)
    settled(page, line.address + "/tickets/")
    line.asked.clear()
    # A page that never fetches itself anew.
    path = "/offline/"
    page.evaluate("(ahead) => navigator.serviceWorker.controller.postMessage({ ahead })", path)
    line.wait_for(f"GET {path}")
    page.goto(line.address + path)
    assert line.asked.count(f"GET {path}") == 1
    page.goto(line.address + path)
    assert line.asked.count(f"GET {path}") == 2


def test_below_the_threshold_the_row_springs_back_and_nothing_has_happened(visit: Visit, line: Line) -> None:
    page = visit(offline=True, **PHONE)
    settled(page, line.address + "/tickets/")
    unread = page.locator("tr.is-new").count()
    assert unread
    line.asked.clear()
    path, finger = row_of(page)
    row = page.locator(f'tr[data-href="{path}"]')
    finger.move(-140)
    line.wait_for(f"GET {path}")
    finger.move(60)
    finger.lift()
    expect(row).not_to_have_class(re.compile("is-dragged"))
    page.wait_for_function(f"() => !({MOVING})(document.querySelector('tr[data-href=\"{path}\"]'))")
    assert row.evaluate(SHIFT) == 0
    page.reload()
    assert page.locator("tr.is-new").count() == unread
    assert not [asked for asked in line.asked if asked.startswith("POST")]


def test_scrolling_stays_scrolling_and_a_tap_opens(visit: Visit) -> None:
    page = visit(**PHONE)
    page.goto("/tickets/")
    path, finger = row_of(page)
    row = page.locator(f'tr[data-href="{path}"]')
    before = page.evaluate("scrollY")
    finger.move(-30, -300)
    page.wait_for_function(f"() => scrollY > {before} + 100")
    finger.move(-200)
    assert row.evaluate(SHIFT) == 0
    finger.lift()
    assert page.url.endswith("/tickets/")
    page.locator("tr[data-ticket] [data-subject]").nth(4).tap()
    expect(page.locator("[data-ticket-page]")).to_be_visible()


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    page = visit(reduced_motion="reduce", **PHONE)
    page.goto("/tickets/")
    path, finger = row_of(page)
    row = page.locator(f'tr[data-href="{path}"]')
    finger.move(-60)
    expect(row).to_have_class(re.compile("is-dragged"))
    finger.lift()
    expect(row).not_to_have_class(re.compile("is-dragged"))
    assert row.evaluate("(row) => parseFloat(getComputedStyle(row).transitionDuration)") < 0.001


def test_reading_first_then_answering_from_the_bar(visit: Visit) -> None:
    page = visit(**PHONE)
    page.goto("/tickets/3/")
    bar = page.locator("[data-thumb-bar]")
    expect(bar).to_be_in_viewport()
    expect(page.locator("#reply")).to_be_hidden()
    page.wait_for_selector("#note .toolbar", state="attached")
    bar.get_by_role("link", name="Antworten").tap()
    expect(page.locator("#reply [contenteditable]")).to_be_focused()
    expect(bar).to_be_hidden()
    # The keyboard takes its part of the screen: what is written stays in sight, nothing lies over it.
    page.set_viewport_size({"width": 390, "height": 480})
    page.keyboard.type("Wir kommen morgen.")
    expect(page.locator("#reply [contenteditable]")).to_be_in_viewport()
    expect(page.locator(".tab-bar")).to_be_hidden()
    # Pulling the page down loads it anew, at whatever moment.
    page.reload()
    expect(page.locator("#reply [contenteditable]")).to_have_text("Wir kommen morgen.")
    expect(bar).to_be_hidden()


def test_a_note_and_closing_from_the_bar(visit: Visit) -> None:
    page = visit(**PHONE)
    page.goto("/tickets/6/")
    page.wait_for_selector("#note .toolbar", state="attached")
    bar = page.locator("[data-thumb-bar]")
    bar.get_by_role("button", name="Schließen").tap()
    expect(page.locator("#panel-status")).to_have_value("closed")
    expect(bar.get_by_role("button", name="Schließen")).to_be_hidden()
    bar.get_by_role("link", name="Notiz").tap()
    expect(page.locator("#note [contenteditable]")).to_be_focused()
    expect(page.locator("#reply")).to_be_hidden()


def test_a_photo_from_the_camera_goes_with_the_answer(visit: Visit) -> None:
    page = visit(**PHONE)
    page.goto("/tickets/7/")
    page.wait_for_selector("#reply .toolbar", state="attached")
    # Where a draft waits, the form is open already.
    page.locator("[data-opens=tab-reply]:visible, #tab-reply:visible").first.tap()
    camera = page.locator("#reply input[capture=environment]")
    assert camera.get_attribute("accept") == "image/*"
    expect(page.locator("#reply .uploads__camera")).to_be_visible()
    camera.set_input_files([{"name": "Foto.png", "mimeType": "image/png", "buffer": PIXEL}])
    expect(page.locator("#reply input[name=uploads]")).to_have_count(1)
    expect(page.locator("#reply .file")).to_contain_text("Foto.png")


def test_the_present_tab_is_in_sight(visit: Visit) -> None:
    page = visit("ben@nordwerk.example", **PHONE)
    page.goto("/konto/")
    page.locator(".page-head").get_by_role("link", name="Verwaltung").tap()
    page.wait_for_url("**/verwaltung/")
    page.goto("/verwaltung/protokoll/")
    expect(page.locator(".administration-tabs [aria-current]")).to_be_in_viewport(ratio=0.99)
