"""Support access in two browsers: opened, looked through, shut, and gone from the screen within seconds."""

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import LOOKS, findings
from tests.browser.conftest import OWNER, Visit, provokes
from tests.browser.streams import Reader, cookie_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
BANNER = "Sie sehen Nordwerk Haustechnik als Support von Betrieb Software. Der Zugriff wird protokolliert."
ENDED = "Der Support-Zugriff auf Nordwerk Haustechnik ist beendet."


@pytest.fixture(autouse=True)
def every_door_is_shut() -> None:
    with psycopg.connect(OWNER[-1], autocommit=True) as connection:
        connection.execute("UPDATE accounts_support_grant SET ended_at = now() WHERE ended_at IS NULL")


def opened(visit: Visit) -> Page:
    """Open Nordwerk's door in its administration."""
    admin = visit("ben@nordwerk.example")
    admin.goto("/verwaltung/support-zugriff/")
    admin.fill("#field-reason", "Der Import klemmt")
    admin.get_by_role("button", name="Support-Zugriff öffnen").click()
    expect(admin.locator("main .banner--amber[role=status]")).to_contain_text("Der Support-Zugriff ist bis")
    return admin


def looked_in(visit: Visit, **options: object) -> Page:
    page = visit("olaf@betrieb.example", **options)
    page.goto("/einblick/")
    page.get_by_role("button", name="Hineinsehen Nordwerk Haustechnik").click()
    expect(page.locator(".support-banner")).to_contain_text(BANNER)
    provokes(page, "status of 403")  # the page that says that it is over
    return page


def test_the_page_ends_when_the_company_shuts_its_door(visit: Visit) -> None:
    admin = opened(visit)
    page = looked_in(visit)
    page.goto("/tickets/3/")
    expect(page.locator(".support-banner")).to_be_visible()
    expect(page.locator("html[data-stream=own]")).to_be_attached()
    admin.reload()
    admin.get_by_role("button", name="Zugriff beenden").click()
    # Nobody touches the other window: its stream ends, and it says so.
    expect(page.locator("h1")).to_have_text("Zugriff beendet", timeout=5000)
    expect(page.locator("body")).to_contain_text(ENDED)
    page.get_by_role("button", name="Zurück zu den eigenen Tickets").click()
    expect(page.locator("h1")).to_have_text("Support-Zugriff")
    admin.goto("/verwaltung/protokoll/?support=1")
    expect(admin.locator("main")).to_contain_text("Gesehen: Ticket #3")


def test_the_stream_ends_within_two_seconds_after_the_door_was_shut(visit: Visit, server: str) -> None:
    opened(visit)
    page = looked_in(visit)
    cookie = cookie_of(page)
    page.goto("about:blank")
    with Reader(server, cookie) as reader, psycopg.connect(OWNER[-1], autocommit=True) as connection:
        assert reader.status == 200
        connection.execute("UPDATE accounts_support_grant SET ended_at = now() WHERE ended_at IS NULL")
        assert reader.ends(2)
        assert reader.is_ended


def test_the_page_ends_by_the_clock(visit: Visit) -> None:
    opened(visit)
    page = looked_in(visit)
    expect(page.locator("html[data-stream=own]")).to_be_attached()
    with psycopg.connect(OWNER[-1], autocommit=True) as connection:
        # Time is not waited for: the door is replaced by one that has two seconds left.
        connection.execute("ALTER TABLE accounts_support_grant DISABLE TRIGGER stays")
        connection.execute(
            "UPDATE accounts_support_grant SET expires_at = now() + interval '2 seconds'"
            " WHERE ended_at IS NULL"
        )
        connection.execute("ALTER TABLE accounts_support_grant ENABLE TRIGGER stays")
    expect(page.locator("h1")).to_have_text("Zugriff beendet", timeout=10_000)


def test_looking_in_makes_no_noise_and_sends_nothing(visit: Visit) -> None:
    opened(visit)
    page = looked_in(visit)
    sent: list[str] = []
    page.on("request", lambda r: sent.append(f"{r.method} {r.url}") if r.method != "GET" else None)
    for path in ("/", "/tickets/", "/tickets/3/", "/kunden/", "/springen/"):
        page.goto(path)
        expect(page.locator(".support-banner")).to_be_visible()
    page.goto("/tickets/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("e")
    page.keyboard.press("o")
    expect(page.locator(".ticket-head")).to_be_visible()
    for key in ("r", "i", "a", "s", "p", "c", "e"):
        page.keyboard.press(key)
    assert sent == []
    expect(page.locator("#composer")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS)
def test_pages_behind_the_door_are_accessible(visit: Visit, look: str) -> None:
    admin = opened(visit)
    page = looked_in(visit, bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    for path in ("/", "/tickets/", "/tickets/3/", "/kunden/"):
        page.goto(path)
        assert findings(page, look) == [], path
    admin.close()
