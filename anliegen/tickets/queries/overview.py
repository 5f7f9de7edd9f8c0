"""The rows of the overview: any page of any list in one statement, whatever the size of the table.

A page is read by its position. Pinned rows come first in every order. From the nearer end the rows
are skipped along an index; far from both ends the day tally says on which day the page begins, so
that only the rest of one day is skipped. See docs/adr/0005-paging.md.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.queries.filters import ORDER, REVERSED, Filters, Sort, View, where
from anliegen.tickets.unread import NEU_SQL

# Beyond so many rows to skip, looking up the day pays off.
_FAR = 2000
# Lists that the tally does not know are counted up to here; above, the page reads "1000+".
COUNTED_UPTO = 1000

ROW_COLUMNS = """
s.number, s.ticket_id, s.is_desk, s.peer_number, s.folder, s.kind, s.status, s.priority, s.pinned,
s.subject, s.from_label, s.to_label, s.assignee_id, s.category_ids, s.activity_at, s.folder_since
"""

# What stands in a row beyond the side: NEU and draft of the person, and the colleague at work on it.
ROW_MORE = f"{NEU_SQL}, coalesce(r.has_draft, false), k.membership_id"
ROW_JOINS = """
LEFT JOIN tickets_read_mark r
       ON r.company_id = s.company_id AND r.membership_id = %(person)s AND r.ticket_id = s.ticket_id
LEFT JOIN tickets_lock k
       ON k.company_id = s.company_id AND k.ticket_id = s.ticket_id
      AND k.until > now() AND k.membership_id <> %(person)s
"""


class Row(NamedTuple):
    """One line of the overview. Times are aware (UTC)."""

    number: int
    ticket_id: int
    is_desk: bool
    peer_number: int | None
    folder: str
    kind: str
    status: str
    priority: int
    pinned: bool
    subject: str
    from_label: str
    to_label: str
    assignee_id: int | None
    category_ids: list[int]
    activity_at: datetime
    folder_since: datetime | None
    is_neu: bool
    has_draft: bool
    locked_by: int | None


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows: `offset` from the top, `size` many, of `total`, of which `pinned` on top."""

    offset: int
    size: int
    total: int
    pinned: int


def rows_for(actor: Actor, filters: Filters, window: Window) -> list[Row]:
    """Return the rows of the window in the order of the list (1 statement, 2 in the far middle)."""
    rows: list[Row] = []
    pinned = _clip(window, 0, window.pinned)
    if pinned:
        rows += _read(actor, filters, "s.pinned", *pinned, {})
    rest = _clip(window, window.pinned, window.total)
    if rest:
        rows += _rest(actor, filters, *rest, window.total - window.pinned)
    return rows


def count_upto(actor: Actor, filters: Filters, most: int = COUNTED_UPTO) -> tuple[int, int]:
    """Return (rows, pinned rows) of filters that the tally does not know, at most `most` + 1 of each."""
    joins, condition, values = where(filters, actor.company_id, actor.membership_id)
    source = "c" if filters.category_id else "s"
    sql = (
        f"SELECT count(*), count(*) FILTER (WHERE pinned) FROM (SELECT {source}.pinned "  # noqa: S608
        f"FROM tickets_side s{joins} WHERE {condition} ORDER BY {source}.pinned DESC LIMIT %(most)s) AS c"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"most": most + 1})
        total, pinned = cursor.fetchone() or (0, 0)
    return int(total), int(pinned)


def _clip(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """Return (offset within the part, size) of what the window shows of the part [start, end)."""
    first = max(window.offset, start)
    last = min(window.offset + window.size, end)
    return (first - start, last - first) if last > first else None


def _rest(actor: Actor, filters: Filters, offset: int, size: int, total: int) -> list[Row]:
    behind = total - offset - size
    if _by_day(filters) and min(offset, behind) > _FAR:
        return _from_day(actor, filters, offset, size)
    if behind < offset:
        reverse = _turned(filters)
        return _read(actor, reverse, "NOT s.pinned", max(behind, 0), size, {})[::-1]
    return _read(actor, filters, "NOT s.pinned", offset, size, {})


def _turned(filters: Filters) -> Filters:
    return replace(filters, sort=REVERSED[filters.sort])


def _by_day(filters: Filters) -> bool:
    by_activity = filters.sort in (Sort.ACTIVITY, Sort.ACTIVITY_ASC)
    return by_activity and filters.is_counted and filters.view == View.ALL


def _from_day(actor: Actor, filters: Filters, offset: int, size: int) -> list[Row]:
    """Read from the day on which the offset falls, skipping only what that day holds before it."""
    newest_first = filters.sort == Sort.ACTIVITY
    day, before = _day_at(actor, filters, offset, newest_first)
    if newest_first:
        bound = "NOT s.pinned AND s.activity_at < %(bound)s"
        moment = datetime.combine(day + timedelta(days=1), time(), UTC)
    else:
        bound = "NOT s.pinned AND s.activity_at >= %(bound)s"
        moment = datetime.combine(day, time(), UTC)
    return _read(actor, filters, bound, offset - before, size, {"bound": moment})


def _day_at(actor: Actor, filters: Filters, offset: int, newest_first: bool) -> tuple[date, int]:
    """Return the day (UTC) of the row at the offset and how many rows stand before that day."""
    direction = "DESC" if newest_first else "ASC"
    status = "AND status = %(status)s" if filters.status else ""
    sql = (
        f"SELECT day, upto - amount FROM (SELECT day, sum(amount) AS amount, "  # noqa: S608
        f"sum(sum(amount)) OVER (ORDER BY day {direction}) AS upto FROM tickets_day_tally "
        f"WHERE company_id = %(company)s AND folder = %(folder)s AND NOT pinned {status} GROUP BY day) AS d "
        f"WHERE upto > %(offset)s ORDER BY upto LIMIT 1"
    )
    values: dict[str, Any] = {
        "company": actor.company_id,
        "folder": filters.folder,
        "status": filters.status,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        day, before = cursor.fetchone() or (date.max, 0)
    return day, int(before)


def _read(
    actor: Actor, filters: Filters, part: str, offset: int, size: int, more: dict[str, Any]
) -> list[Row]:
    joins, condition, values = where(filters, actor.company_id, actor.membership_id)
    order = ORDER[filters.sort]
    if filters.category_id:
        condition += " AND c.folder = s.folder"
        part = part.replace("s.pinned", "c.pinned")
        order = order.replace("s.activity_at", "c.activity_at").replace("s.ticket_id", "c.ticket_id")
    sql = (
        f"WITH page AS MATERIALIZED (SELECT s.* FROM tickets_side s{joins} "  # noqa: S608
        f"WHERE {condition} AND {part} ORDER BY {order} OFFSET %(offset)s LIMIT %(size)s) "
        f"SELECT {ROW_COLUMNS}, {ROW_MORE} FROM page s {ROW_JOINS} "
        f"ORDER BY {ORDER[filters.sort]}"
    )
    values |= more | {
        "offset": offset,
        "size": size,
        "person": actor.membership_id,
        "baseline": actor.news_baseline,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Row(*row) for row in cursor.fetchall()]


def numbers_for(actor: Actor, filters: Filters, most: int) -> list[int]:
    """Return the numbers of all tickets that the filters show, at most `most`, in no special order."""
    joins, condition, values = where(filters, actor.company_id, actor.membership_id)
    sql = f"SELECT s.number FROM tickets_side s{joins} WHERE {condition} LIMIT %(most)s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"most": most})
        return [number for (number,) in cursor.fetchall()]
