"""axe-core finds nothing on any page, in both themes and on the phone."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.axe import LOOKS, findings
from tests.browser.conftest import ENVIRONMENT, Visit, provokes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAGES = [
    "/", "/tickets/", "/tickets/?q=gibtesnicht", "/tickets/3/", "/tickets/neu/", "/kunden/", "/kunden/neu/",
    "/kunden/import/", "/kunden/import/neuer-import/", "/kunden/import/erledigter-import/",
    "/kategorien/", "/kategorien/?bearbeiten=1", "/tickets/neu/?customer_query=moor", "/konto/",
    "/hinweise/", "/springen/", "/springen/?q=thal", "/springen/?q=qqqq",
    "/verwaltung/", "/verwaltung/support-zugriff/", "/verwaltung/mitarbeitende/", "/verwaltung/protokoll/",
    "/verwaltung/datenexport/", "/verwaltung/textbausteine/", "/verwaltung/textbausteine/neu/",
    "/verwaltung/postausgang/", "/verwaltung/kundenportal/", "/tickets/3/kundensicht/", "/konto/firmen/",
    "/tickets/?status=closed&priority=2", "/tickets/?folder=trash", "/kunden/?q=gibtesnicht",
]  # fmt: skip
OPERATORS_PAGES = [
    "/",
    "/tickets/",
    "/einblick/",
    "/verwaltung/mitarbeitende/",
    "/verwaltung/firmen/",
    "/verwaltung/firmen/neu/",
    "/verwaltung/firmen/suedhof/",
]


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_accessible(visit: Visit, look: str) -> None:
    page = visit("ben@nordwerk.example", bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    found = {}
    for path in PAGES:
        page.goto(path)
        if path in {"/tickets/3/", "/tickets/neu/"}:
            page.wait_for_selector(".toolbar", state="attached")
            # On the phone the answer is folded behind a bar.
            page.evaluate("document.querySelector('[data-thumb-bar]:not([hidden]) [data-opens]')?.click()")
        if violations := findings(page, look):
            found[path] = violations
    assert not found


@pytest.mark.parametrize("look", LOOKS)
def test_the_operators_pages_are_accessible(visit: Visit, look: str) -> None:
    page = visit("olga@betrieb.example", bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    for path in OPERATORS_PAGES:
        page.goto(path)
        assert findings(page, look) == [], path


@pytest.mark.parametrize("look", LOOKS)
def test_pages_before_the_log_in_are_accessible(visit: Visit, look: str) -> None:
    page = visit(None, bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    provokes(page, "status of 404")
    paths = ("/anmelden/", "/passwort-vergessen/", "/passwort-vergessen/?sent=1", "/offline/", "/gibtsnicht/")
    for path in (*paths, "/einladung/ausgelaufen/", "/passwort-neu/ausgelaufen/"):
        page.goto(path)
        assert findings(page, look) == [], path


@pytest.mark.parametrize("look", LOOKS)
def test_refusals_and_an_unknown_sender_s_pages_are_accessible(visit: Visit, look: str) -> None:
    written = subprocess.run(
        [sys.executable, "-m", "tests.browser.stranger"], env=ENVIRONMENT, check=True, capture_output=True
    )
    where = f"/tickets/{int(written.stdout)}/"
    page = visit(bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    provokes(page, "status of 403", "status of 404")
    for path in (where, f"{where}kunde/", "/tickets/999999/", "/verwaltung/", "/gibtsnicht/"):
        page.goto(path)
        if path == where:
            page.locator(".original > summary").click()
            expect(page.frame_locator(".original__frame").locator("h2")).to_have_text("Anfrage")
            original = page.locator(".original__frame").get_attribute("src") or ""
        expect(page.locator(".tab-bar" if look == "phone" and path != where else "main")).to_be_visible()
        assert findings(page, look) == [], path
    page.goto(original)
    assert findings(page, look) == [], original


RECORD = [
    "",
    "bearbeiten/",
    "feld/address/",
    "feld/responsible/",
    "kontakte/",
    "dokumente/",
    "verlauf/",
    "zusammenfuehrung/",
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_customer_s_record_is_accessible(visit: Visit, look: str) -> None:
    page = visit("ben@nordwerk.example", bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    page.goto("/kunden/?q=thal")
    where = page.locator("main a[href^='/kunden/']", has_text="Thal Architekten").first.get_attribute("href")
    found = {}
    for end in RECORD:
        page.goto(f"{where}{end}")
        if violations := findings(page, look):
            found[end] = violations
    assert not found
