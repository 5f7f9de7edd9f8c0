"""The companies, people, customers and the portal's contact of the scratch database."""

from typing import Any

import psycopg

from anliegen.common.ids import digest

COMPANIES = 200
PEOPLE = 10
CATEGORIES = 6
SESSION = "bench-session-key-of-the-big-company"
VIEWS_SESSION = "bench-session-key-of-somebody-with-views"
PORTAL_SESSION = "bench-session-key-of-the-busy-contact"
BUSY_CUSTOMER = "kunde-mit-sehr-vielen-"  # 22 characters, as a public id has
_BIG, _SMALL = 200, 20  # customers of the big company, and of each other one


def customers_of(company: int) -> tuple[int, int]:
    """Return the first id of a company's customers and how many it has."""
    return (1, _BIG) if company == 1 else (_BIG + (company - 2) * _SMALL + 1, _SMALL)


def people(connection: psycopg.Connection[Any]) -> None:
    """Write companies with people, categories, customers with one contact each, and the sessions."""
    connection.execute(_COMPANIES)
    connection.execute(_CUSTOMERS)
    for key, user in ((SESSION, 1), (VIEWS_SESSION, 2)):
        connection.execute(_SESSION, [digest(key), user])
    connection.execute(_VIEWS)
    connection.execute(_PORTAL, [digest(PORTAL_SESSION)])


_COMPANIES = f"""
INSERT INTO accounts_company (slug, name, town, is_operator, is_demo, color, logo_sha256, phone,
    opening_hours, mail, mail_signature, portal_greeting, portal_by_default, mails_replies,
    emergency_phone, imprint_url, privacy_url, created_at, version)
SELECT 'c' || n, 'Firma ' || n, '', n = {COMPANIES}, false, '#0b5f69', '', '', '', '', '', '', true, false,
       '', '', '', now(), 1 FROM generate_series(1, {COMPANIES}) n ORDER BY n;
INSERT INTO accounts_user (email, name, password, is_active, theme, density, language, page_size,
    shortcuts, created_at)
SELECT 'p' || n || '@bench.example', 'Person ' || n, '!', true, 'system', 'comfortable', 'de', 50, true, now()
  FROM generate_series(1, {COMPANIES * PEOPLE}) n ORDER BY n;
INSERT INTO accounts_membership (company_id, user_id, role, is_active, news_baseline, created_at, version)
SELECT (n - 1) / {PEOPLE} + 1, n, 'admin', true, 0, now(), 1
  FROM generate_series(1, {COMPANIES * PEOPLE}) n ORDER BY n;
INSERT INTO tickets_category (company_id, name, color, position, created_at, version)
SELECT c, 'Kategorie ' || k, (ARRAY['sky','moss','brick','lilac','ochre','teal'])[k], k, now(), 1
  FROM generate_series(1, {COMPANIES}) c, generate_series(1, {CATEGORIES}) k ORDER BY c, k;
"""

_CUSTOMERS = f"""
INSERT INTO customers_customer (public_id, company_id, number, kind, name, sort_name, street, postcode,
    town, phone, note, search_text, contacts_share, created_at, version)
SELECT CASE WHEN (c, k) = (1, 1) THEN '{BUSY_CUSTOMER}' ELSE substr(md5(c || '-' || k), 1, 22) END,
       c, k::text, 'firm', 'Kunde ' || k, 'kunde ' || k, '', '', '', '', '', 'kunde ' || k, false, now(), 1
  FROM generate_series(1, {COMPANIES}) c,
       generate_series(1, CASE WHEN c = 1 THEN {_BIG} ELSE {_SMALL} END) k ORDER BY c, k;
INSERT INTO customers_contact (company_id, customer_id, name, email, phone, role, created_at)
SELECT company_id, id, 'Kontakt ' || number, 'k' || id || '@kunden.example', '', '', now()
  FROM customers_customer ORDER BY id;
"""

_SESSION = """
INSERT INTO accounts_session (session_key, session_data, expire_date, user_id, company_id, created_at, device)
VALUES (%s, '', now() + interval '30 days', %s, 1, now(), '')
"""

_VIEWS = """
INSERT INTO tickets_saved_view (public_id, company_id, membership_id, name, filters, position, created_at)
VALUES ('bench-view-category---', 1, 2, 'Kategorie 3', '{"category": "3"}', 1, now()),
       ('bench-view-customer---', 1, 2, 'Kunde 7, hoch', '{"customer": "7", "priority": "3"}', 2, now()),
       ('bench-view-waiting----', 1, 2, 'Wartet, meine', '{"status": "waiting", "assignee": "2"}', 3, now())
"""

_PORTAL = """
WITH account AS (
    INSERT INTO customers_portal_account (company_id, email, password, accepted_at, created_at)
    VALUES (1, 'k1@kunden.example', '', now(), now()) RETURNING id
), pass AS (
    INSERT INTO customers_portal_grant (company_id, contact_id, account_id, invited_at)
    SELECT 1, 1, id, now() FROM account
)
INSERT INTO customers_portal_session (key_hash, company_id, account_id, created_at, expires_at)
SELECT %s, 1, id, now(), now() + interval '30 days' FROM account
"""
