"""axe-core finds nothing on any page, in both themes and on the phone."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import AXE, ENVIRONMENT, Visit, provokes

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
LOOKS = {
    "light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
# The dark theme changes colours and nothing else: there the rules about colours look at every page again.
# What sticks to the foot of a form covers a field only until one scrolls.
RUN = """async () => {
    for (const foot of document.querySelectorAll(".form__footer")) foot.style.position = "static";
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const runOnly = isDark
        ? { type: "rule", values: ["color-contrast", "link-in-text-block"] }
        : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const found = await axe.run(document, { runOnly, preload: !isDark, resultTypes: ["violations"] });
    return found.violations.map(
        (v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(" | ")}`);
}"""


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_accessible(visit: Visit, look: str) -> None:
    page = visit("ben@nordwerk.example", bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    script = AXE.read_text(encoding="utf-8")
    found = {}
    for path in PAGES:
        page.goto(path)
        if path in {"/tickets/3/", "/tickets/neu/"}:
            page.wait_for_selector(".toolbar", state="attached")
            # On the phone the answer is folded behind a bar.
            page.evaluate("document.querySelector('[data-thumb-bar]:not([hidden]) [data-opens]')?.click()")
        page.evaluate(script)
        violations = page.evaluate(RUN)
        if violations:
            found[path] = violations
    assert not found


@pytest.mark.parametrize("look", LOOKS)
def test_the_operators_pages_are_accessible(visit: Visit, look: str) -> None:
    page = visit("olga@betrieb.example", bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    script = AXE.read_text(encoding="utf-8")
    for path in OPERATORS_PAGES:
        page.goto(path)
        page.evaluate(script)
        assert page.evaluate(RUN) == [], path


@pytest.mark.parametrize("look", LOOKS)
def test_pages_before_the_log_in_are_accessible(visit: Visit, look: str) -> None:
    page = visit(None, bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    provokes(page, "status of 404")
    script = AXE.read_text(encoding="utf-8")
    paths = ("/anmelden/", "/passwort-vergessen/", "/passwort-vergessen/?sent=1", "/offline/", "/gibtsnicht/")
    for path in (*paths, "/einladung/ausgelaufen/", "/passwort-neu/ausgelaufen/"):
        page.goto(path)
        page.evaluate(script)
        assert page.evaluate(RUN) == [], path


@pytest.mark.parametrize("look", LOOKS)
def test_refusals_and_an_unknown_sender_s_pages_are_accessible(visit: Visit, look: str) -> None:
    written = subprocess.run(
        [sys.executable, "-m", "tests.browser.stranger"], env=ENVIRONMENT, check=True, capture_output=True
    )
    where = f"/tickets/{int(written.stdout)}/"
    page = visit(bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    provokes(page, "status of 403", "status of 404")
    script = AXE.read_text(encoding="utf-8")
    for path in (where, f"{where}kunde/", "/tickets/999999/", "/verwaltung/", "/gibtsnicht/"):
        page.goto(path)
        expect(page.locator(".tab-bar" if look == "phone" and path != where else "main")).to_be_visible()
        page.evaluate(script)
        assert page.evaluate(RUN) == [], path
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, path


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
    script = AXE.read_text(encoding="utf-8")
    page.goto("/kunden/?q=thal")
    where = page.locator("main a[href^='/kunden/']", has_text="Thal Architekten").first.get_attribute("href")
    found = {}
    for end in RECORD:
        page.goto(f"{where}{end}")
        page.evaluate(script)
        violations = page.evaluate(RUN)
        if violations:
            found[end] = violations
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, end
    assert not found
