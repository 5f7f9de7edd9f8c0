"""The rows of the overview: any page of any list in one statement, whatever the size of the table.

A page is read by its position. Pinned rows come first in every order. From the nearer end the rows
are skipped along an index; far from both ends the day tally says on which day the page begins, so
that only the rest of one day is skipped. See docs/adr/0005-paging.md.
"""

from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring rows of the list: which, from where along the order `sort`, how many."""

    condition: str
    sort: Sort
    offset: int
    size: int
    values: dict[str, Any] = field(default_factory=dict)


def rows_for(actor: Actor, filters: Filters, window: Window) -> list[Row]:
    """Return the rows of the window in the order of the list (1 statement, 2 in the far middle)."""
    stretches: list[_Stretch] = []
    pinned = _clip(window, 0, window.pinned)
    if pinned:
        stretches.append(_Stretch("s.pinned", filters.sort, *pinned))
    rest = _clip(window, window.pinned, window.total)
    if rest:
        stretches.append(_rest(actor, filters, *rest, window.total - window.pinned))
    return _read(actor, filters, stretches) if stretches else []


def _clip(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """Return (offset within the part, size) of what the window shows of the part [start, end)."""
    first = max(window.offset, start)
    last = min(window.offset + window.size, end)
    return (first - start, last - first) if last > first else None


def _rest(actor: Actor, filters: Filters, offset: int, size: int, total: int) -> _Stretch:
    behind = total - offset - size
    if _by_day(filters) and min(offset, behind) > _FAR:
        return _from_day(actor, filters, offset, size)
    if behind < offset:
        return _Stretch("NOT s.pinned", REVERSED[filters.sort], max(behind, 0), size)
    return _Stretch("NOT s.pinned", filters.sort, offset, size)


def _by_day(filters: Filters) -> bool:
    by_activity = filters.sort in (Sort.ACTIVITY, Sort.ACTIVITY_ASC)
    return by_activity and filters.is_counted and filters.view == View.ALL


def _from_day(actor: Actor, filters: Filters, offset: int, size: int) -> _Stretch:
    """Begin on the day on which the offset falls, skipping only what that day holds before it."""
    newest_first = filters.sort == Sort.ACTIVITY
    day, before = _day_at(actor, filters, offset, newest_first)
    if newest_first:
        bound = "NOT s.pinned AND s.activity_at < %(bound)s"
        moment = datetime.combine(day + timedelta(days=1), time(), UTC)
    else:
        bound = "NOT s.pinned AND s.activity_at >= %(bound)s"
        moment = datetime.combine(day, time(), UTC)
    return _Stretch(bound, filters.sort, offset - before, size, {"bound": moment})


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


def _read(actor: Actor, filters: Filters, stretches: list[_Stretch]) -> list[Row]:
    source, condition, values = where(filters, actor.company_id, actor.membership_id)
    parts = []
    for index, stretch in enumerate(stretches):
        parts.append(_stretch_sql(source, condition, stretch, index))
        values |= stretch.values | {f"offset{index}": stretch.offset, f"size{index}": stretch.size}
    sql = (
        f"WITH page AS MATERIALIZED ({' UNION ALL '.join(parts)}) "  # noqa: S608
        f"SELECT {ROW_COLUMNS}, {ROW_MORE} FROM page s {ROW_JOINS} "
        f"ORDER BY s.pinned DESC, {ORDER[filters.sort]}"
    )
    values |= {"person": actor.membership_id, "baseline": actor.news_baseline}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Row(*row) for row in cursor.fetchall()]


def _stretch_sql(source: str, condition: str, stretch: _Stretch, index: int) -> str:
    """Skip and take by what stands in the index; only the rows that are shown are fetched whole."""
    key = "number" if stretch.sort in (Sort.NUMBER, Sort.NUMBER_ASC) else "ticket_id"
    keys = (
        f"SELECT s.{key} FROM {source} WHERE {condition} AND {stretch.condition} "  # noqa: S608
        f"ORDER BY {ORDER[stretch.sort]} OFFSET %(offset{index})s LIMIT %(size{index})s"
    )
    return (
        f"(SELECT t.* FROM ({keys}) AS k, LATERAL (SELECT * FROM tickets_side "  # noqa: S608
        f"WHERE company_id = %(company)s AND {key} = k.{key} OFFSET 0) AS t)"
    )


def numbers_for(actor: Actor, filters: Filters, most: int) -> list[int]:
    """Return the numbers of all tickets that the filters show, at most `most`, in no special order."""
    source, condition, values = where(filters, actor.company_id, actor.membership_id)
    sql = f"SELECT s.number FROM {source} WHERE {condition} LIMIT %(most)s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"most": most})
        return [number for (number,) in cursor.fetchall()]
