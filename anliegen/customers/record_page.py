"""What a customer's page shows of this package: master data, contacts with access, notes. One statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError

CONTACTS_SHOWN = 200
NOTES_SHOWN = 50
# A merge can be taken back as long.
MERGE_UNDO = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Access:
    """A contact's access to the portal."""

    email: str
    invited_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    last_login_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class RecordContact:
    """A contact with everything by which it can be reached."""

    id: int
    name: str
    role: str
    version: int
    emails: list[str]
    phones: list[str]
    access: Access | None


@dataclass(frozen=True, slots=True)
class RecordNote:
    """A note with its author and what it said before."""

    id: int
    author_id: int
    author_name: str
    text: str
    at: datetime
    changed_at: datetime | None
    version: int
    earlier: list[tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class RecordMerge:
    """A customer that was merged into this one not long ago."""

    id: int
    name: str
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """The page's part of this package."""

    id: int
    public_id: str
    number: str
    kind: str
    name: str
    street: str
    address_extra: str
    postcode: str
    town: str
    phone: str
    email: str
    vat_id: str
    note: str
    responsible_id: int | None
    responsible_name: str
    contacts_share: bool
    is_linked: bool
    archived_at: datetime | None
    created_at: datetime
    version: int
    contacts: list[RecordContact]
    notes: list[RecordNote]
    merges: list[RecordMerge]


_NAMES = [column.name for column in fields(CustomerRecord)]
COLUMNS = len(_NAMES)
RECORD = """
SELECT u.id, u.public_id, u.number, u.kind, u.name, u.street, u.address_extra, u.postcode, u.town, u.phone,
       u.email, u.vat_id, u.note, u.responsible_id, coalesce((
           SELECT p.name FROM accounts_membership m JOIN accounts_user p ON p.id = m.user_id
            WHERE m.company_id = u.company_id AND m.id = u.responsible_id), '') AS responsible_name,
       u.contacts_share, u.linked_company_id IS NOT NULL AS is_linked, u.archived_at, u.created_at, u.version,
       (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.id) FROM (
           SELECT k.id, k.name, k.role, k.version, a.email, g.invited_at, a.accepted_at, g.withdrawn_at,
                  a.last_login_at,
                  ARRAY(SELECT e.address FROM customers_contact_email e
                         WHERE e.company_id = k.company_id AND e.contact_id = k.id
                         ORDER BY e.position) AS emails,
                  ARRAY(SELECT t.number FROM customers_contact_phone t
                         WHERE t.company_id = k.company_id AND t.contact_id = k.id
                         ORDER BY t.position) AS phones
             FROM customers_contact k
             LEFT JOIN customers_portal_grant g ON g.company_id = k.company_id AND g.contact_id = k.id
             LEFT JOIN customers_portal_account a ON a.company_id = g.company_id AND a.id = g.account_id
            WHERE k.company_id = u.company_id AND k.customer_id = u.id AND k.removed_at IS NULL ORDER BY k.id
            LIMIT %(contacts)s) c) AS contacts,
       (SELECT jsonb_agg(to_jsonb(n) ORDER BY n.id DESC) FROM (
           SELECT n.id, n.author_id, p.name AS author_name, n.text, n.created_at AS at, n.changed_at,
                  n.version, n.earlier
             FROM customers_note n
             JOIN accounts_membership m ON m.company_id = n.company_id AND m.id = n.author_id
             JOIN accounts_user p ON p.id = m.user_id
            WHERE n.company_id = u.company_id AND n.customer_id = u.id AND n.removed_at IS NULL
            ORDER BY n.id DESC LIMIT %(notes)s) n) AS notes,
       (SELECT jsonb_agg(to_jsonb(m) ORDER BY m.id DESC) FROM (
           SELECT g.id, o.name, o.number, g.at FROM customers_merge g
             JOIN customers_customer o ON o.company_id = g.company_id AND o.id = g.merged_id
            WHERE g.company_id = u.company_id AND g.survivor_id = u.id AND g.undone_at IS NULL
              AND g.at > %(since)s
            ORDER BY g.id DESC LIMIT 10) m) AS merges
  FROM customers_customer u
 WHERE u.company_id = %(company)s AND u.public_id = %(public_id)s AND u.merged_into_id IS NULL
"""


def record_page(actor: Actor, public_id: str) -> CustomerRecord:
    """Return the record of a customer (one statement). Raises NotFoundError, ForbiddenError."""
    with connection.cursor() as cursor:
        cursor.execute(RECORD, record_values(actor, public_id))
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError
    demand(actor, "customer.view")
    return record_in(row)


def record_values(actor: Actor, public_id: str) -> dict[str, Any]:
    """Return the parameters of the statement RECORD."""
    return {
        "company": actor.company_id,
        "public_id": public_id,
        "contacts": CONTACTS_SHOWN,
        "notes": NOTES_SHOWN,
        "since": now() - MERGE_UNDO,
    }


def record_in(row: Sequence[Any]) -> CustomerRecord:
    """Return the record in a row of RECORD."""
    *own, contacts, notes, merges = row
    values: dict[str, Any] = dict(zip(_NAMES, own, strict=False))
    return CustomerRecord(
        **values,
        contacts=[_contact(c) for c in rows_of(contacts)],
        notes=[_note(n) for n in rows_of(notes)],
        merges=[RecordMerge(m["id"], m["name"], m["number"], moment(m["at"])) for m in rows_of(merges)],
    )


def rows_of(value: Any) -> list[dict[str, Any]]:
    """Return an aggregated JSON column as rows; Django's connection hands it over as text."""
    return (json.loads(value) if isinstance(value, str) else value) or []


def moment(text: str) -> datetime:
    """Return a time out of JSON."""
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return moment(text) if text else None


def _contact(row: dict[str, Any]) -> RecordContact:
    access = None
    if row["email"]:
        since = (moment(row["invited_at"]), _maybe(row["accepted_at"]))
        access = Access(row["email"], *since, _maybe(row["withdrawn_at"]), _maybe(row["last_login_at"]))
    named = (row["id"], row["name"], row["role"], row["version"])
    return RecordContact(*named, row["emails"], row["phones"], access)


def _note(row: dict[str, Any]) -> RecordNote:
    earlier = [(old["text"], moment(old["at"])) for old in row["earlier"]]
    written = (row["id"], row["author_id"], row["author_name"], row["text"], moment(row["at"]))
    return RecordNote(*written, _maybe(row["changed_at"]), row["version"], earlier)
