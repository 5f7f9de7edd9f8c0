"""What happened with a customer: tickets, files and the timeline, in one statement however much there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.common.numbers import whole_number
from anliegen.conversation.sanitise import current
from anliegen.customers.record_page import (
    COLUMNS,
    RECORD,
    CustomerRecord,
    moment,
    record_in,
    record_values,
    rows_of,
)

OPEN_SHOWN = 10
CLOSED_SHOWN = 5
FILES_SHOWN = 8
ENTRIES_SHOWN = 12
COUNTED_UPTO = 1000
_FILES_COUNTED = 100


class TicketLine(NamedTuple):
    """A ticket in the record."""

    number: int
    subject: str
    status: str
    priority: int
    category_ids: list[int]
    activity_at: datetime


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the customer: of one of its tickets (then `number` is set), or filed by hand."""

    entry_id: int
    public_id: str
    company_id: int
    name: str
    size: int
    kind: str
    preview: str
    at: datetime
    number: int | None
    # Whether a contact sees it in the portal.
    is_visible: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A line of the timeline: keys and ids, and what they are called today."""

    id: int
    at: datetime
    verb: str
    actor_name: str
    number: int | None
    subject: str
    before: Any
    after: Any
    author_name: str
    # The beginning of a message; its last tag may be cut.
    html: str
    file_name: str
    other_name: str
    is_visible: bool


@dataclass(frozen=True, slots=True)
class Happenings:
    """Everything of a customer that is not its master data. Counts stop at COUNTED_UPTO + 1."""

    tickets: list[TicketLine]
    active: int
    closed: int
    files: list[FileLine]
    file_count: int
    lines: list[RecordLine]
    # The position after which earlier lines begin, or "".
    earlier: str


_OWN = "s.company_id = %(company)s AND s.customer_id = %(customer)s AND s.folder = 'inbox'"
_ACTIVE = f"{_OWN} AND NOT s.status = 'closed'"
# What is closed is never pinned; saying so lets the index give the order.
_CLOSED = f"{_OWN} AND s.status = 'closed' AND NOT s.pinned"
_TICKET = "s.number, s.subject, s.status, s.priority, s.category_ids, s.activity_at"
# Released, and not said among colleagues.
_VISIBLE = "coalesce(t.portal_visible AND t.kind = 'customer' AND NOT m.is_note, false)"

# OFFSET 0 and subqueries keep each look-up one by its key, whatever the planner believes of a new table.
_FILES = f"""
SELECT e.id AS entry_id, a.public_id, a.company_id, a.name, a.size, a.kind, a.preview, e.at, s.number,
       {_VISIBLE} AS is_visible
  FROM customers_entry e
  JOIN conversation_attachment a ON a.id = e.reference AND a.removed_at IS NULL
  LEFT JOIN conversation_message m ON m.id = a.message_id
  LEFT JOIN tickets_ticket t ON t.id = e.ticket_id
  LEFT JOIN LATERAL (SELECT s.number FROM tickets_side s WHERE s.company_id = e.company_id
                        AND s.ticket_id = e.ticket_id OFFSET 0) s ON true
 WHERE e.company_id = %(company)s AND e.customer_id = %(customer)s AND e.verb = 'file'
   AND (e.at, e.id) < (%(before)s::timestamptz, %(before_id)s)
 ORDER BY e.at DESC, e.id DESC LIMIT %(files)s
"""  # noqa: S608

_LINES = f"""
SELECT e.id, e.at, e.verb, coalesce(p.name, '') AS actor_name, s.number, coalesce(s.subject, '') AS subject,
       e.before, e.after, coalesce(m.author_name, '') AS author_name,
       coalesce(left(m.html, 1200), '') AS html, coalesce(m.allow_list, 0) AS allow_list,
       coalesce(a.name, '') AS file_name, coalesce(
           (SELECT k.name FROM customers_contact k WHERE k.company_id = e.company_id AND k.id = e.reference
               AND e.verb ~ '^(contact|portal)-'),
           (SELECT o.name FROM customers_customer o WHERE o.company_id = e.company_id AND o.id = e.reference
               AND e.verb LIKE 'merge%%'), '') AS other_name, {_VISIBLE} AS is_visible
  FROM (SELECT * FROM customers_entry e WHERE e.company_id = %(company)s AND e.customer_id = %(customer)s
           AND (e.at, e.id) < (%(upto)s::timestamptz, %(upto_id)s)
         ORDER BY e.at DESC, e.id DESC LIMIT %(lines)s) e
  LEFT JOIN accounts_membership w ON w.company_id = e.company_id AND w.id = e.actor_id
  LEFT JOIN accounts_user p ON p.id = w.user_id
  LEFT JOIN LATERAL (SELECT s.number, s.subject FROM tickets_side s WHERE s.company_id = e.company_id
                        AND s.ticket_id = e.ticket_id AND s.folder <> 'erased' OFFSET 0) s ON true
  LEFT JOIN tickets_ticket t ON t.id = e.ticket_id
  LEFT JOIN conversation_attachment a ON e.verb LIKE 'file%%' AND a.id = e.reference
  LEFT JOIN conversation_message m
         ON m.id = CASE WHEN e.verb IN ('message', 'note') THEN e.reference ELSE a.message_id END
 ORDER BY e.at DESC, e.id DESC
"""  # noqa: S608

_PARTS = f"""
       (SELECT jsonb_agg(to_jsonb(x)) FROM (
            SELECT {_TICKET} FROM tickets_side s WHERE {_ACTIVE}
             ORDER BY s.activity_at DESC LIMIT %(open)s) x),
       (SELECT jsonb_agg(to_jsonb(x)) FROM (
            SELECT {_TICKET} FROM tickets_side s WHERE {_CLOSED}
             ORDER BY s.activity_at DESC LIMIT %(done)s) x),
       (SELECT count(*) FROM (SELECT 1 FROM tickets_side s WHERE {_ACTIVE} LIMIT %(most)s) x),
       (SELECT count(*) FROM (SELECT 1 FROM tickets_side s WHERE {_CLOSED} LIMIT %(most)s) x),
       (SELECT jsonb_agg(to_jsonb(x)) FROM ({_FILES}) x),
       (SELECT count(*) FROM (SELECT 1 FROM customers_entry e
            JOIN conversation_attachment a ON a.id = e.reference AND a.removed_at IS NULL
           WHERE e.company_id = %(company)s AND e.customer_id = %(customer)s AND e.verb = 'file'
           LIMIT %(most_files)s) x),
       (SELECT jsonb_agg(to_jsonb(x)) FROM ({_LINES}) x)
"""  # noqa: S608
_HAPPENINGS = f"SELECT {_PARTS}"
_WHOLE = (
    f"WITH r AS MATERIALIZED ({RECORD}) SELECT r.*, "  # noqa: S608
    + _PARTS.replace("%(customer)s", "r.id")
    + " FROM r"
)

_FILES_ALONE = f"SELECT jsonb_agg(to_jsonb(x)) FROM ({_FILES}) x"  # noqa: S608
_LAST = ("infinity", 2**63 - 1)


def whole_record(actor: Actor, public_id: str) -> tuple[CustomerRecord, Happenings]:
    """Return a customer with all that its page shows, in one statement.

    Raises NotFoundError, ForbiddenError.
    """
    values = record_values(actor, public_id) | _values(actor, 0, "", "")
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, values)
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError
    demand(actor, "customer.view")
    return record_in(row[:COLUMNS]), _happenings(row[COLUMNS:])


def happenings(actor: Actor, customer_id: int, before: str = "") -> Happenings:
    """Return what happened with a customer got through its door; `before` leads to earlier lines."""
    with connection.cursor() as cursor:
        cursor.execute(_HAPPENINGS, _values(actor, customer_id, "", before))
        return _happenings(cursor.fetchone() or (None,) * 7)


def _happenings(row: Sequence[Any]) -> Happenings:
    active, closed, open_count, closed_count, files, file_count, lines = row
    shown = [_line(line) for line in rows_of(lines)]
    return Happenings(
        tickets=[_ticket(ticket) for ticket in [*rows_of(active), *rows_of(closed)]],
        active=open_count or 0,
        closed=closed_count or 0,
        files=[_file(file) for file in rows_of(files)],
        file_count=file_count or 0,
        lines=shown[:ENTRIES_SHOWN],
        earlier=position(shown[ENTRIES_SHOWN - 1]) if len(shown) > ENTRIES_SHOWN else "",
    )


def files_of(actor: Actor, customer_id: int, before: str, most: int) -> tuple[list[FileLine], str]:
    """Return a part of a customer's files, newest first, and the position after which the next begins."""
    values = _values(actor, customer_id, before, "") | {"files": most + 1}
    with connection.cursor() as cursor:
        cursor.execute(_FILES_ALONE, values)
        (found,) = cursor.fetchone() or (None,)
    files = [_file(row) for row in rows_of(found)]
    following = f"{files[most - 1].at.isoformat()}_{files[most - 1].entry_id}" if len(files) > most else ""
    return files[:most], following


def position(line: RecordLine) -> str:
    """Return where a line stands, for the address of what is earlier."""
    return f"{line.at.isoformat()}_{line.id}"


def _values(actor: Actor, customer_id: int, files_before: str, lines_before: str) -> dict[str, Any]:
    before, upto = _position(files_before), _position(lines_before)
    return {
        "company": actor.company_id,
        "customer": customer_id,
        "open": OPEN_SHOWN,
        "done": CLOSED_SHOWN,
        "most": COUNTED_UPTO + 1,
        "most_files": _FILES_COUNTED + 1,
        "files": FILES_SHOWN,
        "lines": ENTRIES_SHOWN + 1,
        "before": before[0],
        "before_id": before[1],
        "upto": upto[0],
        "upto_id": upto[1],
    }


def _position(text: str) -> tuple[str, int]:
    """Return time and id of a position; nonsense means the newest."""
    at, _, key = text[:80].rpartition("_")
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return _LAST
    number = whole_number(key)
    if when.tzinfo is None or number is None:
        return _LAST
    return when.isoformat(), number


def _ticket(row: dict[str, Any]) -> TicketLine:
    return TicketLine(**(row | {"activity_at": moment(row["activity_at"])}))


def _file(row: dict[str, Any]) -> FileLine:
    return FileLine(**(row | {"at": moment(row["at"])}))


def _line(row: dict[str, Any]) -> RecordLine:
    safe = current(row["html"], row.pop("allow_list"))
    return RecordLine(**(row | {"at": moment(row["at"]), "html": safe}))
