"""What pages cost the line: the first view, the repeated one; the editor only where somebody writes."""

import pytest
from playwright.sync_api import Page

from anliegen.ops.bench import wire
from tests.browser.conftest import Visit
from tests.browser.line import Line
from tests.browser.test_installing import READY
from tests.browser.test_portal import HOME, enter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
FIRST, REPEATED, PORTAL = 120_000, 25_000, 60_000
# The oldest first: what other tests have written meanwhile, in letters of one more font, stands behind.
LIST = "/tickets/?size=50&sort=number_asc"


def cookies(page: Page) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies(page.url))


def test_the_browser_gets_little_and_less_again(visit: Visit, server: str) -> None:
    line = Line(server)
    try:
        page = visit(at="/", offline=True)
        page.goto(line.address + LIST)
        # By then the service worker has fetched what it keeps.
        assert page.evaluate(READY)
        assert 30_000 < line.taken() <= FIRST
        page.goto(line.address + LIST)
        assert 1_000 < line.taken() <= REPEATED
    finally:
        line.close()


def test_a_page_refers_to_little_and_keeps_it(visit: Visit, server: str) -> None:
    port = int(server.rsplit(":", 1)[1])
    page = visit(at="/")
    first, repeated = wire.views(port, LIST, cookies(page))
    assert first.bytes <= FIRST, first.answers
    assert len(first.answers) <= 14, first.answers
    assert repeated.bytes <= REPEATED, repeated.answers
    # Only what may change without a new name is asked for again.
    assert not [address for address in repeated.answers if address.startswith("/static/")]
    portal = enter(visit(None))
    first, repeated = wire.views(port, HOME, cookies(portal), worker="")
    assert first.bytes <= PORTAL, first.answers
    assert not [address for address in repeated.answers if address.startswith("/static/")]


def test_the_editor_comes_only_where_somebody_writes(visit: Visit) -> None:
    page = visit(at="/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/tickets/")
    page.goto("/kunden/")
    assert not [url for url in asked if "editor" in url or "writing" in url]
    page.goto("/tickets/3/")
    page.wait_for_selector(".toolbar")
    assert [url for url in asked if "/vendor/editor." in url]
