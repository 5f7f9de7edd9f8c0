"""A conversation of more messages than one part shows, in a real browser."""

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OWNER, Visit

NUMBER, MORE = 7, 260


@pytest.fixture(scope="module")
def long_ticket(server: str) -> int:
    """Give ticket 7 many old messages, once; returns the id of one of the first."""
    with psycopg.connect(OWNER[-1]) as connection:
        row = connection.execute(
            "SELECT s.company_id, s.ticket_id, m.id FROM tickets_side s"
            " JOIN conversation_message m ON m.ticket_id = s.ticket_id WHERE s.number = %s"
            " AND s.company_id = (SELECT id FROM accounts_company WHERE slug = 'nordwerk')"
            " ORDER BY m.id LIMIT 1",
            [NUMBER],
        ).fetchone()
        assert row
        company, ticket, first = row
        connection.execute(
            "INSERT INTO conversation_message (company_id, ticket_id, is_note, author, author_name,"
            " author_email, to_label, html, created_at, news)"
            " SELECT %s, %s, false, 'customer', 'Karl Thal', '', '',"
            " '<p>Nr. ' || n || '</p><blockquote><p>Altes</p></blockquote>', now(), 0"
            " FROM generate_series(1, %s) n",
            [company, ticket, MORE],
        )
    return int(first)


@pytest.mark.browser
def test_earlier_messages_come_without_a_jump(visit: Visit, long_ticket: int) -> None:
    page = visit()
    page.goto(f"/tickets/{NUMBER}/")
    oldest = page.locator("#thread article").first
    mark = oldest.get_attribute("id")
    page.get_by_role("link", name="Frühere Nachrichten anzeigen").click()
    page.locator(f"#m{long_ticket}").wait_for(state="attached")
    assert page.locator("#thread article").count() > MORE
    assert page.locator(f"#{mark}").count() == 1
    expect(page.locator("[data-earlier]")).to_have_count(0)
    assert page.locator(f"#{mark}").evaluate("e => e.getBoundingClientRect().top >= 0 && scrollY > 0")
    # The answer can still be written: nothing but the conversation has changed.
    assert page.locator("#composer").count() == 1


@pytest.mark.browser
def test_an_address_finds_an_old_message(visit: Visit, long_ticket: int) -> None:
    page = visit()
    page.goto(f"/tickets/{NUMBER}/#m{long_ticket}")
    page.wait_for_url(f"**/tickets/{NUMBER}/?message={long_ticket}#m{long_ticket}")
    page.locator(f"#m{long_ticket}").wait_for()
    page.get_by_role("link", name="Zu den neuesten Nachrichten").click()
    page.wait_for_url(f"**/tickets/{NUMBER}/")


@pytest.mark.browser
def test_without_scripts_links_lead_through_the_parts(visit: Visit, long_ticket: int) -> None:
    page = visit(java_script_enabled=False)
    page.goto(f"/tickets/{NUMBER}/")
    page.get_by_role("link", name="Frühere Nachrichten anzeigen").click()
    expect(page.locator(f"#m{long_ticket}")).to_have_count(1)
    page.get_by_role("link", name="Zu den neuesten Nachrichten").click()
    expect(page.locator("#composer")).to_have_count(1)


@pytest.mark.browser
def test_what_is_quoted_is_folded(visit: Visit, long_ticket: int) -> None:
    page = visit()
    page.goto(f"/tickets/{NUMBER}/")
    last = page.locator("#thread article").last
    assert not last.get_by_text("Altes").is_visible()
    last.get_by_text("Zitierten Text anzeigen").click()
    expect(last.get_by_text("Altes")).to_be_visible()
