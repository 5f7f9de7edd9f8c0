"""The portal in a real browser: accessible, light, without scripts, with drafts and files."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import LOOKS, findings
from tests.browser.conftest import Visit
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
HOME = "/portal/nordwerk/"


def enter(page: Page, home: str = HOME, email: str = "karl@thal.example") -> Page:
    page.goto(home)
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button.button--primary")
    page.wait_for_url(re.compile(re.escape(home) + "$"))
    return page


@pytest.mark.parametrize("look", LOOKS)
def test_the_portal_is_accessible(visit: Visit, look: str) -> None:
    page = visit(None, bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    found = {}

    def look_at(path: str) -> None:
        page.goto(path)
        if violations := findings(page, look):
            found[path] = violations

    for path in ("anmelden/", "anmeldelink/"):
        look_at(HOME + path)
    enter(page)
    number = page.locator(".request h3 a").first.get_attribute("href") or ""
    for path in (HOME, number, HOME + "anfragen/neu/", HOME + "kennwort/"):
        look_at(path)
    assert not found


def test_a_draft_and_a_file_and_an_answer(visit: Visit) -> None:
    page = enter(visit(None))
    page.click(".request h3 a:has-text('waiting')")
    page.fill("#body", "Das ist meine Antwort.")
    expect(page.locator("[data-keep-state]")).to_contain_text("Text gesichert")
    page.reload()
    expect(page.locator("#body")).to_have_value("Das ist meine Antwort.")
    chooser = page.locator("input[type=file]").nth(1)
    chooser.set_input_files(
        [
            {"name": "Eins.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 eins"},
            {"name": "Zwei.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 zwei"},
        ]
    )
    expect(page.locator("input[name=uploads]")).to_have_count(2)
    page.click("[data-send]")
    expect(page.locator(".notice")).to_contain_text("Ihre Antwort ist angekommen")
    expect(page.locator(".said").last).to_contain_text("Das ist meine Antwort.")
    expect(page.locator(".said").last.locator(".attachment")).to_have_count(2)
    expect(page.locator("#body")).to_have_value("")
    expect(page.locator(".steps .now")).to_contain_text("In Bearbeitung")


def test_everything_works_without_scripts(visit: Visit) -> None:
    page = enter(visit(None, java_script_enabled=False))
    page.click("text=Neue Anfrage stellen")
    page.fill("#subject", "Ohne Skripte")
    page.check("input[name=priority][value='3']")
    page.fill("#body", "Guten Tag.")
    page.locator("input[type=file]").nth(1).set_input_files(
        [{"name": "Foto.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}]
    )
    page.click("text=Anfrage senden")
    expect(page.locator("h1")).to_have_text("Ohne Skripte")
    expect(page.locator(".attachment")).to_contain_text("Foto.pdf")
    page.click("text=Anfrage schließen")
    expect(page.locator(".notice")).to_contain_text("geschlossen")
    page.click("text=Anfrage wieder öffnen")
    expect(page.locator(".notice")).to_contain_text("wieder offen")


def test_two_portals_in_one_browser(visit: Visit) -> None:
    page = enter(visit(None))
    enter(page, "/portal/suedhof/", "bodo@berg.example")
    expect(page.locator(".portal-head__name")).to_contain_text("Südhof")
    expect(page.locator(".request")).to_have_count(0)
    page.goto(HOME)
    expect(page.locator(".portal-head__name")).to_contain_text("Nordwerk")
    page.goto("/portal/suedhof/")
    page.click("text=Abmelden")
    page.goto(HOME)
    expect(page.locator("h1")).to_have_text("Ihre Anfragen")


def test_the_first_view_is_light(visit: Visit) -> None:
    page = visit(None)
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    enter(page)
    sizes.clear()
    session.send("Network.clearBrowserCache")
    page.reload(wait_until="networkidle")
    assert 0 < sum(sizes) <= 60_000, (sum(sizes), sizes)


def test_progress_moves_without_a_reload(visit: Visit) -> None:
    seen, other = enter(visit(None)), enter(visit(None))
    title = ".request h3 a:has-text('in_progress')"
    seen.click(title)
    other.click(title)
    seen.fill("#body", "Noch nicht gesendet")
    other.click("text=Anfrage schließen")
    expect(seen.locator("#progress .steps li.done")).to_have_count(3, timeout=20_000)
    expect(seen.locator("#body")).to_have_value("Noch nicht gesendet")
