"""Somebody is writing when the line, the browser, the session or the lock goes: no word is lost."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as Gone

from tests.browser.conftest import ARGUMENTS, Visit, provokes
from tests.browser.test_journeys import open_ticket
from tests.browser.test_live_pages import listening
from tests.browser.test_working_together import write
from tests.browser.webs import number_of, owner, said
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAULA = "paula@nordwerk.example"
TEXT = "Grüße „Köln“ – 5 °C, <b>&amp; Co.</b>"


def is_mine(page: Page) -> None:
    expect(page.locator("[data-lock-token]")).to_have_value(re.compile(r"\d+"))


def run_out() -> None:
    """Let every lock have ended a while ago, as if three minutes had passed without a sign."""
    owner("UPDATE tickets_lock SET until = clock_timestamp() - interval '20 seconds'")


def editor(page: Page) -> str:
    return page.locator("#reply [contenteditable]").inner_text()


def test_the_lock_ends_while_somebody_types_and_a_colleague_takes_it(visit: Visit) -> None:
    anna, paula = visit(), visit(PAULA)
    open_ticket(anna, "Heizung fällt aus, Fall 11")
    listening(anna)
    is_mine(anna)
    write(anna, TEXT)
    run_out()
    paula.goto("/tickets/?size=500")
    paula.get_by_role("link", name="Heizung fällt aus, Fall 11", exact=True).click()
    is_mine(paula)
    expect(anna.locator("[data-lock] .banner--red")).to_contain_text("Paula Petersen")
    expect(anna.locator("[data-lock] .banner--red")).to_contain_text("Ihr Entwurf ist gesichert.")
    paula.goto("/")
    expect(anna.locator("[data-lock] .banner--green")).to_be_visible()
    expect(anna.locator("#reply")).to_be_hidden()
    anna.click("[data-lock-open]")
    expect(anna.locator("#reply [contenteditable]")).to_have_text(TEXT)
    anna.click("#reply [data-send]")
    expect(anna.locator(".message--ours").last).to_contain_text(TEXT)


def test_the_lock_ends_while_somebody_types_and_nobody_takes_it(visit: Visit) -> None:
    anna = visit()
    open_ticket(anna, "Heizung fällt aus, Fall 12")
    is_mine(anna)
    write(anna, "Nach langer Pause")
    run_out()
    anna.keyboard.type(" weiter geschrieben.")
    anna.click("#reply [data-send]")
    expect(anna.locator(".message--ours").last).to_contain_text("Nach langer Pause weiter geschrieben.")


def test_the_line_is_gone_for_minutes_and_a_colleague_answers(visit: Visit) -> None:
    anna, paula = visit(), visit(PAULA)
    open_ticket(anna, "Heizung fällt aus, Fall 13")
    listening(anna)
    is_mine(anna)
    write(anna, "Vor dem Tunnel. ")
    provokes(anna, "ERR_INTERNET_DISCONNECTED")
    anna.context.set_offline(True)
    anna.keyboard.type(f"Im Tunnel: {TEXT}")
    expect(anna.locator("#reply [data-keep-state]")).to_contain_text("Keine Verbindung")
    run_out()
    paula.goto("/tickets/?size=500")
    paula.get_by_role("link", name="Heizung fällt aus, Fall 13", exact=True).click()
    paula.wait_for_selector("#reply .toolbar")
    is_mine(paula)
    paula.click("#reply [contenteditable]")
    paula.keyboard.type("Antwort der Kollegin aus Fall dreizehn.")
    paula.click("#reply [data-send]")
    expect(paula.locator(".message--ours").last).to_contain_text("Antwort der Kollegin")
    is_mine(paula)
    anna.context.set_offline(False)
    expect(anna.locator("[data-lock] .banner--red")).to_contain_text("Paula Petersen")
    expect(anna.locator(".message--ours").last).to_contain_text("Antwort der Kollegin")
    expect(anna.locator("#reply [contenteditable]")).to_have_text(f"Vor dem Tunnel. Im Tunnel: {TEXT}")
    paula.goto("/")
    expect(anna.locator("[data-lock] .banner--green")).to_be_visible()
    anna.click("[data-lock-open]")
    expect(anna.locator("#reply [contenteditable]")).to_have_text(f"Vor dem Tunnel. Im Tunnel: {TEXT}")
    assert said("aus Fall dreizehn") == 1


@pytest.fixture
def profile() -> Iterator[Path]:
    """The folder of a browser that outlives it."""
    folder = Path(tempfile.mkdtemp(prefix="anliegen-profile-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_the_browser_is_killed_while_somebody_writes(
    chromium: Browser, visit: Visit, server: str, profile: Path
) -> None:
    doomed = chromium.browser_type.launch_persistent_context(
        str(profile),
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=ARGUMENTS,
        base_url=server,
        locale="de-DE",
    )
    page = doomed.new_page()
    page.goto("/anmelden/")
    page.fill("#login-mail", "anna@nordwerk.example")
    page.fill("#login-password", PASSWORD)
    page.click("button.button--primary")
    page.wait_for_url(server + "/")
    open_ticket(page, "Heizung fällt aus, Fall 14")
    is_mine(page)
    write(page, TEXT)
    # Ends the whole browser at once: no farewell, no beacon, nothing is tidied up.
    session = doomed.new_cdp_session(page)
    with contextlib.suppress(Gone):
        session.send("Browser.crash")
    again = visit()
    open_ticket(again, "Heizung fällt aus, Fall 14")
    expect(again.locator("#reply [contenteditable]")).to_have_text(TEXT)
    # The same person needs not wait for the lock that the dead window has left behind.
    is_mine(again)
    again.click("#reply [data-send]")
    expect(again.locator(".message--ours").last).to_contain_text(TEXT)


def test_the_session_ends_in_the_database_while_somebody_writes(visit: Visit) -> None:
    page = visit("carla@suedhof.example")
    provokes(page, "401")
    page.goto("/tickets/neu/")
    page.check("input[name=to][value=internal]", force=True)
    page.fill("#subject", "Sitzung endet")
    page.wait_for_selector(".toolbar")
    listening(page)
    page.click("[contenteditable]")
    page.keyboard.type(TEXT)
    expect(page.locator("[data-keep-state]")).to_contain_text("Entwurf gespeichert")
    owner(
        "UPDATE accounts_session SET expire_date = now() WHERE user_id ="
        " (SELECT id FROM accounts_user WHERE email = 'carla@suedhof.example')"
    )
    expect(page.locator("#ended-notice").get_by_text("Ihr Entwurf ist gesichert.")).to_be_visible()
    page.keyboard.type(" Und noch ein Satz.")
    page.click("[data-send]")
    expect(page.locator("h1")).to_contain_text("melden Sie sich")
    page.goto("/anmelden/")
    page.fill("#login-mail", "carla@suedhof.example")
    page.fill("#login-password", PASSWORD)
    page.click("button.button--primary")
    page.wait_for_selector(".app")
    page.goto("/tickets/neu/")
    expect(page.locator("[contenteditable]")).to_have_text(f"{TEXT} Und noch ein Satz.")
    expect(page.locator("#subject")).to_have_value("Sitzung endet")


def test_a_double_click_on_send_is_one_message(visit: Visit) -> None:
    anna = visit()
    open_ticket(anna, "Heizung fällt aus, Fall 15")
    is_mine(anna)
    write(anna, "Einmal, auch bei zwei Klicks.")
    anna.locator("#reply [data-send]").dblclick(no_wait_after=True)
    expect(anna.locator(".message--ours").last).to_contain_text("Einmal, auch bei zwei Klicks.")
    anna.go_back()
    anna.wait_for_selector("#reply .toolbar")
    expect(anna.locator("#reply [contenteditable]")).to_have_text("")
    assert said("Einmal, auch bei zwei Klicks.") == 1


def test_a_reply_into_a_colleagues_lock_comes_back_whole(visit: Visit) -> None:
    """The hint was lost or the button was faster: the server refuses, and the page says why."""
    anna = visit()
    provokes(anna, "409")
    open_ticket(anna, "Heizung fällt aus, Fall 16")
    is_mine(anna)
    write(anna, "Abgewiesen: " + TEXT)
    ((mine,),) = owner("SELECT max(token) FROM tickets_lock")
    owner(
        "UPDATE tickets_lock SET membership_id = (SELECT m.id FROM accounts_membership m JOIN accounts_user u"
        " ON u.id = m.user_id WHERE u.email = %s), \"window\" = 'p' WHERE token = %s",
        PAULA,
        mine,
    )
    anna.click("#reply [data-send]")
    expect(anna.locator("[data-lock] .banner--red")).to_contain_text("Paula Petersen")
    expect(anna.locator(".composer")).to_contain_text("Antworten ist wieder möglich")
    assert said("Abgewiesen:") == 0
    owner("DELETE FROM tickets_lock")
    expect(anna.locator("[data-lock] .banner--green")).to_be_visible()
    anna.click("[data-lock-open]")
    expect(anna.locator("#reply [contenteditable]")).to_have_text("Abgewiesen: " + TEXT)


def test_what_was_written_without_the_editor_comes_back_in_it_as_the_same_words(visit: Visit) -> None:
    """Its file did not arrive in one window: the draft is plain text, and no markup in the next one."""
    anna = visit()
    provokes(anna, "net::ERR_FAILED")
    anna.route("**/vendor/editor*.js", lambda route: route.abort())
    anna.goto(f"/tickets/{number_of('Heizung fällt aus, Fall 66')}/")
    is_mine(anna)
    anna.fill("#reply textarea", TEXT)
    expect(anna.locator("#reply [data-keep-state]")).to_contain_text("Entwurf gespeichert")
    anna.goto("about:blank")
    other = visit()
    open_ticket(other, "Heizung fällt aus, Fall 66")
    expect(other.locator("#reply [contenteditable]")).to_have_text(TEXT)
