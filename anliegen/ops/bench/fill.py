"""Filling a scratch database by COPY: 200 companies, one of which holds half of all tickets."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from anliegen.common.ids import digest

COMPANIES = 200
PEOPLE = 10
SESSION = "bench-session-key-of-the-big-company"
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
    "id, public_id, desk_id, kind, subject, status, priority, awaiting, customer_id, sender_name, sender_email,"
    " from_label, to_label, portal_visible, created_at, activity_at, closed_at, message_count, desk_news,"
    " requester_news, version, first_reply_at"
)
_MESSAGE = "company_id, ticket_id, is_note, author, membership_id, author_name, author_email, to_label, html, created_at, news"


def fill(owner_dsn: str, tickets: int) -> None:
    """Fill a migrated, empty database; the same number always gives the same rows."""
    with psycopg.connect(owner_dsn) as connection:
        _off(connection, True)
        _companies(connection)
        _copy(connection, "tickets_ticket", _TICKET, (t for t, _s in _rows(tickets)))
        _copy(connection, "tickets_side", _SIDE, (s for _t, s in _rows(tickets)))
        _copy(connection, "conversation_message", _MESSAGE, _messages(tickets))
        connection.execute(_AFTER)
    with psycopg.connect(owner_dsn) as connection:
        _off(connection, False)
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


_TABLES = ("tickets_ticket", "tickets_side", "conversation_message")
_AFTER = """
INSERT INTO tickets_side_category (company_id, ticket_id, category_id, folder, pinned, activity_at)
SELECT company_id, ticket_id, c, folder, pinned, activity_at FROM tickets_side, unnest(category_ids) AS c;
INSERT INTO tickets_tally (company_id, folder, status, pinned, awaiting_us, assignee_id, amount)
SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, count(*) FROM tickets_side GROUP BY 1,2,3,4,5,6;
INSERT INTO tickets_day_tally (company_id, folder, status, pinned, day, amount)
SELECT company_id, folder, status, pinned, (activity_at AT TIME ZONE 'UTC')::date, count(*) FROM tickets_side
 GROUP BY 1,2,3,4,5;
INSERT INTO tickets_number_sequence (company_id, last) SELECT company_id, max(number) FROM tickets_side GROUP BY 1;
SELECT setval('tickets_ticket_id_seq', (SELECT max(id) FROM tickets_ticket));
SELECT setval('tickets_news', 10000000);
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


def _companies(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO accounts_company (slug, name, town, is_operator, is_demo, color, logo_sha256, phone,"
        " opening_hours, mail, mail_signature, portal_greeting, portal_by_default,"
        " mails_replies, emergency_phone, imprint_url, privacy_url, created_at, version)"
        " SELECT 'c' || n, 'Firma ' || n, '', n = 200, false, '#0b5f69', '', '', '', '', '', '', true, false,"
        " '', '', '', now(), 1"
        f" FROM generate_series(1, {COMPANIES}) n ORDER BY n;"
        "INSERT INTO accounts_user (email, name, password, is_active, theme, density, language, page_size,"
        " shortcuts, created_at) SELECT 'p' || n || '@bench.example', 'Person ' || n, '!', true, 'system',"
        f" 'comfortable', 'de', 50, true, now() FROM generate_series(1, {COMPANIES * PEOPLE}) n ORDER BY n;"
        "INSERT INTO accounts_membership (company_id, user_id, role, is_active, news_baseline, created_at, version)"
        f" SELECT (n - 1) / {PEOPLE} + 1, n, 'admin', true, 0, now(), 1"
        f" FROM generate_series(1, {COMPANIES * PEOPLE}) n ORDER BY n;"
        "INSERT INTO tickets_category (company_id, name, color, position, created_at, version)"
        " SELECT c, 'Kategorie ' || k, (ARRAY['sky','moss','brick','lilac','ochre','teal'])[k], k, now(), 1"
        f" FROM generate_series(1, {COMPANIES}) c, generate_series(1, 6) k ORDER BY c, k;"
        "INSERT INTO customers_customer (public_id, company_id, number, kind, name, sort_name, street, postcode,"
        " town, phone, note, search_text, contacts_share, created_at, version)"
        " SELECT md5(c || '-' || k)::varchar(22), c, k::text, 'firm', 'Kunde ' || k, 'kunde ' || k, '', '', '', '',"
        f" '', 'kunde ' || k, false, now(), 1 FROM generate_series(1, {COMPANIES}) c, generate_series(1, 20) k ORDER BY c, k;"
    )
    connection.execute(
        "INSERT INTO accounts_session (session_key, session_data, expire_date, user_id, company_id, created_at,"
        " device) VALUES (%s, '', now() + interval '1 day', 1, 1, now(), '')",
        [digest(SESSION)],
    )


def _rows(tickets: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Yield (ticket row, side row), in ascending time."""
    chance = random.Random(20261101)
    numbers = [0] * (COMPANIES + 1)
    span = timedelta(days=1000)
    for pk in range(1, tickets + 1):
        company = 1 if pk % 2 else chance.randrange(2, COMPANIES + 1)
        numbers[company] += 1
        created = _END - span + span * (pk / tickets)
        status = chance.choices(("closed", "open", "in_progress", "waiting"), (90, 4, 3, 3))[0]
        active = min(_END, created + timedelta(hours=chance.randrange(1, 200)))
        closed = active if status == "closed" else None
        priority = chance.choices((1, 2, 3, 4), (200, 600, 190, 1))[0]
        folder = chance.choices(("inbox", "spam", "trash"), (970, 20, 10))[0]
        subject = chance.choice(_SUBJECTS).format(n=pk % 9973)
        customer = (company - 1) * 20 + chance.randrange(1, 21)
        name, firm = f"Kunde {(customer - 1) % 20 + 1}", f"Firma {company}"
        awaiting = "nobody" if closed else chance.choice(("desk", "counterpart"))
        assignee = (company - 1) * PEOPLE + chance.randrange(1, PEOPLE + 1) if chance.random() < 0.9 else None
        categories = [(company - 1) * 6 + chance.randrange(1, 7)] if chance.random() < 0.7 else []
        pinned = priority == 4 and status != "closed" and folder == "inbox"
        yield (
            (pk, f"{pk:022}", company, "customer", subject, status, priority, awaiting, customer, name, "", name, firm,
             True, created, active, closed, 4, pk, 0, 1, active),
            (company, pk, True, numbers[company], folder, categories, pk, "customer", status, priority, pinned,
             awaiting == "desk", subject, name, firm, customer, created, active, closed,
             f"#{numbers[company]} {subject} {name} {firm}".lower(), assignee),
        )  # fmt: skip


def _messages(tickets: int) -> Iterator[tuple[Any, ...]]:
    """Yield four messages per ticket; the big company's first ticket gets a hundred."""
    for ticket, side in _rows(tickets):
        count = 100 if ticket[0] == 1 else 1 + ticket[0] % 7
        company, created = side[0], side[16]
        for n in range(count):
            ours = n % 2 == 1
            author = "member" if ours else "customer"
            person = (company - 1) * PEOPLE + 1 if ours else None
            at = created + timedelta(minutes=n)
            yield (
                company,
                ticket[0],
                False,
                author,
                person,
                "Person" if ours else side[13],
                "",
                "",
                _TEXT,
                at,
                n + 1,
            )
