"""Conversations of more than 200 messages: in parts, none lost, none twice, history where it belongs."""

import re

import pytest
from django.db import connection
from django.test import Client

from anliegen.conversation.access import MESSAGES_SHOWN
from anliegen.conversation.models import Message
from anliegen.conversation.parts import part_of
from anliegen.tickets.access import Side, ticket_for
from anliegen.tickets.actions.change import change_priority
from tests.cast import Cast
from tests.conversation.acts import asked

LENGTH = 2 * MESSAGES_SHOWN + 50


@pytest.fixture
def long_ticket(world: Cast) -> Side:
    """A ticket whose priority was changed before anything, and which then became long."""
    anna = world.anna.actor()
    side = asked(anna)
    change_priority(actor=anna, number=side.number, priority=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversation_message (company_id, ticket_id, is_note, author, membership_id,"
            " author_name, author_email, to_label, html, created_at)"
            " SELECT %s, %s, false, 'member', %s, 'Anna', '', '', '<p>Nr. ' || n || '</p>',"
            " now() + n * interval '1 second' FROM generate_series(2, %s) n",
            [anna.company_id, side.ticket_id, anna.membership_id, LENGTH],
        )
    return ticket_for(anna, side.number, "ticket.view")


def ids(side: Side) -> list[int]:
    rows = Message.objects.filter(ticket_id=side.ticket_id).order_by("id")
    return list(rows.values_list("id", flat=True))


def shown_on(client: Client, address: str) -> tuple[list[int], str | None, str]:
    """Return the messages of a page, the address of the earlier part, and the page."""
    response = client.get(address)
    assert response.status_code == 200
    page = response.content.decode()
    link = re.search(r'href="(\?before=\d+)"', page)
    return [int(i) for i in re.findall(r'<article [^>]*id="m(\d+)"', page)], link and link[1], page


def test_following_the_links_reads_everything_once(world: Cast, long_ticket: Side) -> None:
    client, base = world.anna.client(), f"/tickets/{long_ticket.number}/"
    read: list[int] = []
    pages: list[str] = []
    address: str | None = ""
    while address is not None:
        found, address, page = shown_on(client, base + address)
        assert len(found) <= MESSAGES_SHOWN
        read, pages = found + read, [page, *pages]
    assert read == ids(long_ticket)
    assert len(pages) == 3
    # The old change stands with the old messages, and only there.
    assert ["Priorität Mittel → Hoch" in page for page in pages] == [True, False, False]


def test_an_earlier_part_is_for_reading(world: Cast, long_ticket: Side) -> None:
    """What is new was not seen there: it neither counts as read nor as known when one answers."""
    client, base = world.anna.client(), f"/tickets/{long_ticket.number}/"
    _, address, latest = shown_on(client, base)
    _, _, earlier = shown_on(client, f"{base}{address}")
    for mark in ("data-mark-read", 'name="seen_news"', "data-lock="):
        assert mark in latest
        assert mark not in earlier
    assert f'href="{base}"' in earlier


def test_an_address_leads_to_an_old_message(world: Cast, long_ticket: Side) -> None:
    client, base = world.anna.client(), f"/tickets/{long_ticket.number}/"
    everything = ids(long_ticket)
    for wanted in (everything[0], everything[100], everything[MESSAGES_SHOWN + 10], everything[-1]):
        found, _, _ = shown_on(client, f"{base}?message={wanted}")
        assert wanted in found


@pytest.mark.parametrize("value", ["0", "-1", "x", "²", "9" * 18, "9" * 5000, "%00", "1' OR 1=1"])
def test_nonsense_leads_to_the_latest_part(world: Cast, long_ticket: Side, value: str) -> None:
    client, base = world.anna.client(), f"/tickets/{long_ticket.number}/"
    if value == "%00":
        assert client.get(f"{base}?before={value}").status_code == 400
        return
    for name in ("before", "message"):
        found, _, _ = shown_on(client, f"{base}?{name}={value}")
        assert found == ids(long_ticket)[-MESSAGES_SHOWN:]


def test_a_message_of_another_company_leads_nowhere_else(world: Cast, long_ticket: Side) -> None:
    foreign = asked(world.carla.actor())
    other = ids(foreign)[0]
    anna = world.anna.actor()
    latest = part_of(anna, long_ticket)
    for part in (part_of(anna, long_ticket, before=other), part_of(anna, long_ticket, showing=other)):
        assert [s.id for s in part.said] == [s.id for s in latest.said]


def test_a_conversation_of_exactly_one_part_has_no_earlier_one(world: Cast, long_ticket: Side) -> None:
    anna = world.anna.actor()
    fits = part_of(anna, long_ticket, before=ids(long_ticket)[MESSAGES_SHOWN])
    assert (len(fits.said), fits.earlier, fits.since) == (MESSAGES_SHOWN, None, None)
