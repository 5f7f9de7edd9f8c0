"""The streams themselves: who gets which hint, who is refused, who is let go."""

import time
from contextlib import ExitStack

import psycopg
import pytest
from playwright.sync_api import expect
from psycopg.conninfo import conninfo_to_dict

from tests import plugin
from tests.browser import conftest
from tests.browser.conftest import Visit, provokes
from tests.browser.streams import Reader, cookie_of
from tests.browser.test_portal import enter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def owner(sql: str, *values: object) -> None:
    with psycopg.connect(conftest.OWNER[-1], autocommit=True) as connection:
        connection.execute(sql, values)


def touch(company: str) -> None:
    """Change every first ticket of a company, as any writer would."""
    owner(
        "UPDATE tickets_side SET news = news + 1 WHERE id = (SELECT min(s.id) FROM tickets_side s"
        " JOIN accounts_company c ON c.id = s.company_id WHERE c.slug = %s)",
        company,
    )


def has_ticket(reader: Reader) -> bool:
    return any(hint["kind"] == "ticket" for hint in reader.hints)


def test_a_hint_arrives_within_a_second_and_carries_ids_only(visit: Visit, server: str) -> None:
    with Reader(server, cookie_of(visit())) as reader:
        assert reader.status == 200
        touch("nordwerk")
        assert reader.until(has_ticket, 1)
    hint = next(hint for hint in reader.hints if hint["kind"] == "ticket")
    assert set(hint) == {"kind", "number", "news"}


def test_other_companies_hear_nothing(visit: Visit, server: str) -> None:
    carlas, annas = cookie_of(visit("carla@suedhof.example")), cookie_of(visit())
    with Reader(server, carlas) as carla, Reader(server, annas) as anna:
        touch("nordwerk")
        assert anna.until(has_ticket, 2)
        assert not carla.until(lambda r: r.hints, 1)


@pytest.mark.parametrize("cookie", ["", "x" * 32, "öä;;=,", "a" * 4000])
def test_without_a_session_there_is_no_stream(server: str, cookie: str) -> None:
    with Reader(server, cookie) as reader:
        assert reader.status == 401


def test_a_foreign_page_opens_no_stream(visit: Visit, server: str) -> None:
    with Reader(server, cookie_of(visit()), **{"Sec-Fetch-Site": "cross-site"}) as reader:
        assert reader.status == 403


def test_one_person_has_a_limit_and_places_become_free(visit: Visit, server: str) -> None:
    cookie = cookie_of(visit("ben@nordwerk.example"))
    with ExitStack() as opened:
        statuses = [opened.enter_context(Reader(server, cookie)).status for _ in range(25)]
        assert statuses.count(200) <= 20
        assert statuses[-1] == 429

    def is_let_in() -> bool:
        with Reader(server, cookie) as again:
            return again.status == 200

    deadline = time.monotonic() + 20
    while not is_let_in():
        assert time.monotonic() < deadline


@pytest.mark.parametrize("table", ["accounts_membership", "accounts_user"])
def test_a_lost_right_ends_the_stream_within_two_seconds(visit: Visit, server: str, table: str) -> None:
    page = visit("paula@nordwerk.example", at="/")
    switch = (
        f"UPDATE {table} SET is_active = %s WHERE id IN (SELECT CASE WHEN %s = 'accounts_user' THEN u.id"
        " ELSE m.id END FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id"
        " WHERE u.email = 'paula@nordwerk.example')"
    )
    provokes(page, "status of 401")
    with Reader(server, cookie_of(page)) as reader:
        assert reader.status == 200
        owner(switch, False, table)
        try:
            assert reader.ends(2)
            assert reader.is_ended
            with Reader(server, cookie_of(page)) as again:
                assert again.status == 401
            expect(page.locator("#ended-notice")).to_contain_text(
                "Sie wurden abgemeldet", use_inner_text=True
            )
            expect(page.locator("#ended-notice").get_by_text("Entwurf")).to_be_hidden()
        finally:
            owner(switch, True, table)
            page.goto("about:blank")


def test_a_suspended_company_ends_the_streams_of_both_faces_within_two_seconds(
    visit: Visit, server: str
) -> None:
    employee, contact = (
        visit("chris@suedhof.example"),
        enter(visit(None), "/portal/suedhof/", "bodo@berg.example"),
    )
    cookies = cookie_of(employee), cookie_of(contact, "portal")
    employee.goto("about:blank")
    contact.goto("about:blank")
    with Reader(server, cookies[0]) as own, Reader(server, cookies[1], portal="suedhof") as portal:
        assert (own.status, portal.status) == (200, 200)
        owner("UPDATE accounts_company SET suspended_at = now() WHERE slug = 'suedhof'")
        try:
            for reader in (own, portal):
                assert reader.ends(2)
                assert reader.is_ended
        finally:
            owner("UPDATE accounts_company SET suspended_at = NULL WHERE slug = 'suedhof'")


def test_who_comes_back_gets_what_was_missed_or_is_told_to_fetch(visit: Visit, server: str) -> None:
    cookie = cookie_of(visit())
    with Reader(server, cookie) as first:
        touch("nordwerk")
        assert first.until(lambda r: has_ticket(r) and r.last_id, 2)
    touch("nordwerk")
    with Reader(server, cookie, last_id=first.last_id) as again:
        assert again.until(has_ticket, 2)
    for unknown in ("0-1", "abc", "ffffffff-99999999", "-"):
        with Reader(server, cookie, last_id=unknown) as other:
            assert other.until(lambda r: r.refetches, 2)


def test_when_the_database_was_away_everybody_fetches_anew(visit: Visit, server: str) -> None:
    with Reader(server, cookie_of(visit())) as reader:
        touch("nordwerk")
        assert reader.until(has_ticket, 2)
        before = reader.refetches
        with psycopg.connect(plugin.scratch().admin, autocommit=True) as connection:
            name = conninfo_to_dict(conftest.OWNER[-1])["dbname"]
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN anliegen%%'"
                " AND datname = %s",
                [name],
            ).fetchall()
        assert ended
        assert reader.until(lambda r: r.refetches > before, 10)
        reader.hints.clear()
        touch("nordwerk")
        assert reader.until(has_ticket, 2)
