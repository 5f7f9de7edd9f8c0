"""Filling a scratch database by COPY: 200 companies, one of which holds half of all tickets."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from anliegen.conversation.sanitise import VERSION
from anliegen.ops.bench.cast import CATEGORIES, COMPANIES, PEOPLE, customers_of, people

# So many tickets the busiest customer has, as far as the company's allow it.
BUSY = 10_000
_END = datetime(2026, 11, 1, 12, tzinfo=UTC)
_SUBJECTS = (
    "Heizung fällt nachts aus – Fehlercode E-{n}", "Rückfrage zur Rechnung 2026-{n}", "Terminverschiebung der Wartung",
    "Angebot für {n} Thermostatventile", "Kein Warmwasser im Haus {n}", "Zählerstände fehlen noch", "Schlüssel verloren",
    "Drucker im Backshop defekt", "Frage zur Monatsabrechnung {n}", "Bitte um Rückruf wegen Auftrag {n}",
)  # fmt: skip
_TEXT = (
    "<p>Sehr geehrte Damen und Herren,</p><p>seit dem Wochenende besteht die Störung in unserem Bürotrakt, "
    "und wir bitten um einen kurzfristigen Termin. Der Hausmeister ist ab 7 Uhr erreichbar.</p>"
    "<p>Mit freundlichen Grüßen</p>"
)
_SIDE = (
    "company_id, ticket_id, is_desk, number, folder, category_ids, news, kind, status, priority, pinned,"
    " awaiting_us, subject, from_label, to_label, customer_id, created_at, activity_at, closed_at, search_text,"
    " assignee_id"
)
_TICKET = (
    "id, public_id, desk_id, kind, subject, status, priority, awaiting, customer_id, contact_id, sender_name,"
    " sender_email, from_label, to_label, portal_visible, created_at, activity_at, closed_at, message_count,"
    " desk_news, requester_news, version, first_reply_at"
)
_MESSAGE = "company_id, ticket_id, is_note, author, membership_id, author_name, author_email, to_label, html, created_at, news, allow_list"
_TABLES = ("tickets_ticket", "tickets_side", "conversation_message")


def fill(owner_dsn: str, tickets: int) -> None:
    """Fill a migrated, empty database; the same number always gives the same rows."""
    with psycopg.connect(owner_dsn) as connection:
        _off(connection, True)
        people(connection)
        _copy(connection, "tickets_ticket", _TICKET, (t for t, _s in _rows(tickets)))
        _copy(connection, "tickets_side", _SIDE, (s for _t, s in _rows(tickets)))
        _copy(connection, "conversation_message", _MESSAGE, _messages(tickets))
        connection.execute(_AFTER)
    with psycopg.connect(owner_dsn) as connection:
        _off(connection, False)
        connection.execute(_HISTORY)
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


_AFTER = """
INSERT INTO tickets_side_category (company_id, ticket_id, category_id, number, folder, status, priority, pinned,
    awaiting_us, assignee_id, customer_id, activity_at)
SELECT company_id, ticket_id, c, number, folder, status, priority, pinned, awaiting_us, assignee_id, customer_id,
       activity_at FROM tickets_side, unnest(category_ids) AS c;
INSERT INTO tickets_tally (company_id, folder, status, pinned, awaiting_us, assignee_id, amount)
SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, count(*) FROM tickets_side GROUP BY 1,2,3,4,5,6;
INSERT INTO tickets_day_tally (company_id, folder, status, pinned, day, amount)
SELECT company_id, folder, status, pinned, (activity_at AT TIME ZONE 'UTC')::date, count(*) FROM tickets_side
 GROUP BY 1,2,3,4,5;
INSERT INTO tickets_number_sequence (company_id, last) SELECT company_id, max(number) FROM tickets_side GROUP BY 1;
SELECT setval('tickets_ticket_id_seq', (SELECT max(id) FROM tickets_ticket));
SELECT setval('tickets_news', 10000000);
"""
# The long conversation has a history too.
_HISTORY = """
INSERT INTO tickets_event (company_id, ticket_id, verb, actor_id, origin, before, after, at)
SELECT 1, 1, 'status', 1 + n % 10, 'web', '"open"', '"in_progress"', created_at + n * interval '5 minutes'
  FROM tickets_ticket, generate_series(1, 20) n WHERE tickets_ticket.id = 1 ORDER BY n
"""


def _off(connection: psycopg.Connection[Any], off: bool) -> None:
    """Triggers and checks row by row would measure themselves; what they keep is made in one go instead."""
    for table in _TABLES:
        connection.execute(f"ALTER TABLE {table} {'DISABLE' if off else 'ENABLE'} TRIGGER USER")
        # COPY is refused under policies, also to the owner, whom FORCE binds.
        connection.execute(f"ALTER TABLE {table} {'NO FORCE' if off else 'FORCE'} ROW LEVEL SECURITY")


def _copy(
    connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@dataclass(frozen=True)
class _Mix:
    """How often what occurs, as weights."""

    statuses: tuple[int, int, int, int]  # closed, open, in progress, waiting
    folders: tuple[int, int, int]  # inbox, spam, trash
    priorities: tuple[int, int, int, int]
    assignees: tuple[int, ...]  # nobody, then the people
    categories: tuple[int, ...]


_LIFE = _Mix((90, 4, 3, 3), (970, 20, 10), (200, 600, 190, 1), (10, *[9] * PEOPLE), (1,) * CATEGORIES)
# With few tickets each filter should fill a page too, so that like is compared with like.
_FEW = _Mix(
    (40, 20, 20, 20), (70, 15, 15), (20, 25, 35, 20), (30, 30, 2, 20, *[2] * (PEOPLE - 3)), (1, 1, 5, 1, 1, 1)
)


def _customer(chance: random.Random, company: int, tickets: int) -> int:
    first, amount = customers_of(company)
    if company == 1 and chance.random() < min(0.2, BUSY / (tickets / 2)):
        return first
    return first + chance.randrange(1, amount)


def _rows(tickets: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Yield (ticket row, side row), in ascending time."""
    chance, mix = random.Random(20261101), _LIFE if tickets > 5000 else _FEW
    numbers = [0] * (COMPANIES + 1)
    span = timedelta(days=1000)
    for pk in range(1, tickets + 1):
        company = 1 if pk % 2 else chance.randrange(2, COMPANIES + 1)
        numbers[company] += 1
        created = _END - span + span * (pk / tickets)
        status = chance.choices(("closed", "open", "in_progress", "waiting"), mix.statuses)[0]
        active = min(_END, created + timedelta(hours=chance.randrange(1, 200)))
        closed = active if status == "closed" else None
        priority = chance.choices((1, 2, 3, 4), mix.priorities)[0]
        folder = chance.choices(("inbox", "spam", "trash"), mix.folders)[0]
        subject = chance.choice(_SUBJECTS).format(n=pk % 9973)
        if pk in (1, 3):  # the big company's first two: read, and the second answered
            status, closed, folder, priority = "in_progress", None, "inbox", 2
        customer = 1 if pk == 1 else _customer(chance, company, tickets)
        name, firm = f"Kunde {customer - customers_of(company)[0] + 1}", f"Firma {company}"
        awaiting = "nobody" if closed else chance.choice(("desk", "counterpart"))
        who = chance.choices(range(PEOPLE + 1), mix.assignees)[0]
        assignee = (company - 1) * PEOPLE + who if who else None
        label = chance.choices(range(1, CATEGORIES + 1), mix.categories)[0]
        categories = [(company - 1) * CATEGORIES + label] if chance.random() < 0.7 else []
        pinned = priority == 4 and status != "closed" and folder == "inbox"
        yield (
            (pk, f"{pk:022}", company, "customer", subject, status, priority, awaiting, customer, customer, name, "",
             name, firm, True, created, active, closed, 4, pk, 0, 1, active),
            (company, pk, True, numbers[company], folder, categories, pk, "customer", status, priority, pinned,
             awaiting == "desk", subject, name, firm, customer, created, active, closed,
             f"#{numbers[company]} {subject} {name} {firm}".lower(), assignee),
        )  # fmt: skip


def _messages(tickets: int) -> Iterator[tuple[Any, ...]]:
    """Yield four messages per ticket on average; the big company's first ticket gets a hundred."""
    for _ticket, side in _rows(tickets):
        company, pk, name, created = side[0], side[1], side[13], side[16]
        for n in range(100 if pk == 1 else 1 + pk % 7):
            person = (company - 1) * PEOPLE + 1 if n % 2 else None
            author, writer = ("member", "Person") if n % 2 else ("customer", name)
            at = created + timedelta(minutes=n)
            yield (company, pk, False, author, person, writer, "", "", _TEXT, at, n + 1, VERSION)
