"""An app on the phone: installable, with a page for the time without a connection, keeping nobody's data."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_journeys import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
READY = "navigator.serviceWorker.ready.then((found) => Boolean(found.active))"
KEPT = """async () => { const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found; }"""


def test_the_browser_offers_to_install_it(visit: Visit) -> None:
    page = visit(offline=True, **PHONE)
    page.goto("/tickets/")
    assert page.evaluate(READY)
    devtools = page.context.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert not found["errors"]
    assert '"display": "standalone"' in found["data"]
    reasons = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A test's window is a private one, which never installs; nothing else may stand in the way.
    assert {reason["errorId"] for reason in reasons} <= {"in-incognito"}


def test_without_a_connection_a_page_says_so(visit: Visit) -> None:
    page = visit(offline=True, **PHONE)
    page.goto("/tickets/")
    assert page.evaluate(READY)
    page.reload()
    page.context.set_offline(True)
    page.goto("/kunden/")
    expect(page.get_by_role("heading", name="Keine Verbindung")).to_be_visible()
    kept = page.evaluate(KEPT)
    assert "/offline/" in kept
    assert not [path for path in kept if not path.startswith(("/offline/", "/static/"))], (
        "no page of a person"
    )
    page.context.set_offline(False)
    page.goto("/kunden/")
    expect(page.get_by_role("heading", name="Kunden")).to_be_visible()
