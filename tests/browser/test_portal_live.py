"""The portal follows by itself: who hears what of a request, how soon, and what shows nothing at all."""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser import conftest
from tests.browser.conftest import Visit
from tests.browser.streams import Reader, cookie_of
from tests.browser.test_live_pages import listening
from tests.browser.test_portal import HOME, enter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
KARL = "karl@thal.example"
OF_KARL = (
    " FROM tickets_ticket t JOIN customers_contact k ON k.id = t.contact_id"
    " WHERE k.email = 'karl@thal.example' AND t.subject = 'Anfrage im Portal: {}'"
)


def owner(sql: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(conftest.OWNER[-1], autocommit=True) as connection:
        cursor = connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def ticket(state: str) -> tuple[int, int, int]:
    """Return id, number and company of one of Karl's requests."""
    ((key, number, company),) = owner(
        "SELECT t.id, s.number, s.company_id FROM tickets_ticket t"
        " JOIN tickets_side s ON s.ticket_id = t.id AND s.company_id = t.desk_id"
        f" WHERE t.id IN (SELECT t.id {OF_KARL.format(state)})"
    )
    return int(str(key)), int(str(number)), int(str(company))


@pytest.fixture
def karl(visit: Visit, server: str) -> tuple[Page, str]:
    page = enter(visit(None))
    cookie = cookie_of(page, "portal")
    page.goto("about:blank")
    return page, cookie


def about(number: int) -> Callable[[Reader], bool]:
    return lambda reader: any(hint["number"] == number for hint in reader.hints)


def test_a_contact_hears_of_its_request_within_a_second(karl: tuple[Page, str], server: str) -> None:
    key, number, _company = ticket("open")
    with Reader(server, karl[1], portal="nordwerk") as reader:
        assert reader.status == 200
        owner("UPDATE tickets_ticket SET priority = 3 - priority %% 2 WHERE id = %s", key)
        assert reader.until(about(number), 1)
    assert {frozenset(hint) for hint in reader.hints} == {frozenset({"kind", "number"})}


INTERNAL = {
    "assignment": "UPDATE tickets_side SET assignee_id = NULL, news = news + 1 WHERE ticket_id = %s",
    "categories": "UPDATE tickets_side SET category_ids = '{}', news = news + 1 WHERE ticket_id = %s",
    "news of a note": "UPDATE tickets_ticket SET desk_news = desk_news + 1, message_count = message_count + 1"
    " WHERE id = %s",
    "lock": 'INSERT INTO tickets_lock (company_id, ticket_id, membership_id, "window", token, since, until)'
    " SELECT s.company_id, s.ticket_id, m.id, '', 1, now(), now() FROM tickets_side s"
    " JOIN accounts_membership m ON m.company_id = s.company_id WHERE s.ticket_id = %s LIMIT 1",
    "end of a lock": "DELETE FROM tickets_lock WHERE ticket_id = %s",
}


def test_what_is_internal_makes_no_sound_not_even_by_its_time(karl: tuple[Page, str], server: str) -> None:
    key, number, _company = ticket("waiting")
    hidden, _number, _company = ticket("closed")
    owner("UPDATE tickets_ticket SET portal_visible = false WHERE id = %s", hidden)
    try:
        with Reader(server, karl[1], portal="nordwerk") as reader:
            for sql in INTERNAL.values():
                owner(sql, key)
            owner("UPDATE tickets_ticket SET priority = 3 - priority %% 2 WHERE id = %s", hidden)
            owner(
                "UPDATE tickets_ticket SET activity_at = activity_at + interval '1 second'"
                " WHERE contact_id IN (SELECT id FROM customers_contact WHERE email = 'bodo@berg.example')"
            )
            # What follows in the same line is heard, and nothing stood before it.
            owner("UPDATE tickets_ticket SET priority = 3 - priority %% 2 WHERE id = %s", key)
            assert reader.until(about(number), 3)
            assert [hint["number"] for hint in reader.hints] == [number]
            assert reader.refetches == 0
            first = reader.last_id
            owner("UPDATE tickets_ticket SET priority = 3 - priority %% 2 WHERE id = %s", key)
            assert reader.until(lambda r: r.last_id != first, 3)
            assert not first.isdigit()
    finally:
        owner("UPDATE tickets_ticket SET portal_visible = true WHERE id = %s", hidden)


def test_taking_a_request_back_and_the_trash_are_told_to_who_saw_it(
    karl: tuple[Page, str], server: str
) -> None:
    key, number, _company = ticket("closed")
    for change, back in (
        ("UPDATE tickets_ticket SET portal_visible = false WHERE id = %s", "portal_visible = true"),
        ("UPDATE tickets_side SET folder = 'trash' WHERE ticket_id = %s", "folder = 'inbox'"),
    ):
        with Reader(server, karl[1], portal="nordwerk") as reader:
            owner(change, key)
            assert reader.until(about(number), 2)
            reader.hints.clear()
            table, column = ("tickets_side", "ticket_id") if "side" in change else ("tickets_ticket", "id")
            owner(f"UPDATE {table} SET {back} WHERE {column} = %s", key)
            assert reader.until(about(number), 2)


def test_no_session_fits_another_door(visit: Visit, karl: tuple[Page, str], server: str) -> None:
    employee = cookie_of(visit())
    for cookie, portal in (
        (karl[1], "suedhof"),
        (karl[1], "gibt-es-nicht"),
        (employee, "nordwerk"),
        ("", "nordwerk"),
    ):
        with Reader(server, cookie, portal=portal) as reader:
            assert reader.status == 401
    with Reader(server, karl[1]) as reader:
        assert reader.status == 401


def test_a_contact_has_a_limit_of_streams(karl: tuple[Page, str], server: str) -> None:
    opened = [Reader(server, karl[1], portal="nordwerk") for _ in range(25)]
    try:
        assert [reader.status for reader in opened].count(200) <= 20
        assert opened[-1].status == 429
    finally:
        for reader in opened:
            reader.__exit__()


WITHDRAW = (
    "UPDATE customers_portal_grant SET withdrawn_at = {} WHERE account_id IN"
    " (SELECT id FROM customers_portal_account WHERE email = 'karl@thal.example')"
)


def test_withdrawal_ends_stream_and_open_page_within_two_seconds(visit: Visit, server: str) -> None:
    page = enter(visit(None))
    listening(page)
    cookie = cookie_of(page, "portal")
    page.click(".request h3 a:has-text('waiting')")
    listening(page)
    page.fill("#body", "Noch nicht gesendet")
    with Reader(server, cookie, portal="nordwerk") as reader:
        assert reader.status == 200
        owner(WITHDRAW.format("now()"))
        try:
            assert reader.ends(2)
            assert reader.is_ended
            page.wait_for_url("**/anmelden/**", timeout=5000)
            expect(page.locator(".said")).to_have_count(0)
        finally:
            owner(WITHDRAW.format("NULL"))
    page.goto(HOME)
    page.click(".request h3 a:has-text('waiting')")
    expect(page.locator("#body")).to_have_value("Noch nicht gesendet")


def test_list_and_request_follow_and_say_so(visit: Visit) -> None:
    key, number, _company = ticket("open")
    seen, open_page = enter(visit(None)), enter(visit(None))
    open_page.click(".request h3 a:has-text('open')")
    open_page.fill("#body", "Noch nicht gesendet")
    for page in (seen, open_page):
        listening(page)
    owner("UPDATE tickets_ticket SET status = 'in_progress' WHERE id = %s", key)
    try:
        expect(open_page.locator("#progress .steps .now")).to_contain_text("In Bearbeitung")
        expect(seen.locator(f"[data-number='{number}'] .now")).to_contain_text("In Bearbeitung")
        said = f"Ihre Anfrage {number} ist jetzt in Bearbeitung."
        for page in (seen, open_page):
            expect(page.locator("#announcements")).to_have_text(said)
        expect(open_page.locator("#body")).to_have_value("Noch nicht gesendet")
    finally:
        owner("UPDATE tickets_ticket SET status = 'open' WHERE id = %s", key)
