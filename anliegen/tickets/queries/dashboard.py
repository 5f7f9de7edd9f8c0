"""The figures of the start page: one statement over the last two weeks, read along indexes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.clock import BERLIN, now, today
from anliegen.common.reads import Read, moment
from anliegen.tickets.queries.overview import COUNTED_UPTO

DAYS = 14

# One statement for all figures: what was closed is read once, for the days and for the people.
_FIGURES = """
WITH closed AS MATERIALIZED (
    SELECT closed_at, assignee_id FROM tickets_side
     WHERE company_id = %(company)s AND folder = 'inbox' AND closed_at >= %(since)s
), moved AS (
    SELECT created_at AS at, 1 AS opened, 0 AS closed FROM tickets_side
     WHERE company_id = %(company)s AND folder = 'inbox' AND created_at >= %(since)s
     UNION ALL SELECT closed_at, 0, 1 FROM closed
)
SELECT (at AT TIME ZONE 'Europe/Berlin')::date, NULL::bigint, sum(opened), sum(closed), NULL::float
  FROM moved GROUP BY 1
UNION ALL
SELECT NULL, assignee_id, 0, count(*), NULL FROM closed
 WHERE assignee_id IS NOT NULL AND closed_at >= %(today)s GROUP BY 2
UNION ALL
SELECT NULL, NULL, 0, 0,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.first_reply_at - t.created_at))
  FROM tickets_ticket t
 WHERE t.first_reply_at IS NOT NULL AND t.id = ANY (ARRAY(
       SELECT s.ticket_id FROM tickets_side s
        WHERE s.company_id = %(company)s AND s.is_desk AND s.created_at >= %(since)s
        ORDER BY s.created_at DESC LIMIT 5000))
"""

# Both along side_status, pinned and not pinned apart: each is a range of the index and ends at its limit.
_STANDING = """
SELECT json_build_array(
    (SELECT min(o.activity_at) FROM unnest(ARRAY[false, true]) AS p (pinned), LATERAL (
        SELECT s.activity_at FROM tickets_side s
         WHERE s.company_id = %(company)s AND s.folder = 'inbox' AND s.status = 'in_progress'
           AND s.pinned = p.pinned
         ORDER BY s.activity_at LIMIT 1) AS o),
    (SELECT count(*) FROM unnest(ARRAY[false, true]) AS p (pinned), LATERAL (
        SELECT 1 FROM tickets_side s
         WHERE s.company_id = %(company)s AND s.folder = 'inbox' AND s.status = 'waiting'
           AND s.pinned = p.pinned AND s.activity_at < %(since)s
         LIMIT %(most)s) AS w))
"""


class Standing(NamedTuple):
    """What lies: since when nothing happened to the oldest in progress, and how many customers are silent.

    `silent` above COUNTED_UPTO means "1000+".
    """

    oldest: datetime | None
    silent: int


class Day(NamedTuple):
    """One day (Europe/Berlin) with what came in and what was closed."""

    day: date
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the start page draws. `first_reply` is the median of 14 days, None without replies."""

    days: list[Day]
    closed_today: dict[int, int]
    first_reply: timedelta | None

    @property
    def opened(self) -> int:
        return sum(day.opened for day in self.days)

    @property
    def closed(self) -> int:
        return sum(day.closed for day in self.days)

    @property
    def marks(self) -> list[int]:
        """Return the numbers at the chart's lines, from 0 to at least the highest bar."""
        highest = max(max(day.opened, day.closed) for day in self.days)
        step = next(size for size in _steps() if size * 3 >= highest)
        return [0, step, 2 * step, 3 * step]


def _steps() -> Iterator[int]:
    """Yield round numbers: 1, 2, 5, 10, 20, 50 and so on."""
    ten = 1
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10


def figures_for(actor: Actor) -> Figures:
    """Read the figures of the actor's company (1 statement)."""
    end = today()
    since = end - timedelta(days=DAYS - 1)
    # Moments, not dates: a conversion in SQL is not leakproof, and the policy would switch the index off.
    values: dict[str, Any] = {
        "company": actor.company_id,
        "since": _midnight(since),
        "today": _midnight(end),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        rows = cursor.fetchall()
    flow = {day: (int(opened), int(closed)) for day, _who, opened, closed, _wait in rows if day}
    team = {who: int(closed) for _day, who, _opened, closed, _wait in rows if who}
    waits = [timedelta(seconds=wait) for *_others, wait in rows if wait is not None]
    days = [Day(d, *flow.get(d, (0, 0))) for d in (since + timedelta(days=n) for n in range(DAYS))]
    return Figures(days, team, waits[0] if waits else None)


def standing_read(actor: Actor) -> Read[Standing]:
    """Ask for what lies: the oldest in progress, and customers who have not answered for more than DAYS."""
    values = {
        "company": actor.company_id,
        "since": now() - timedelta(days=DAYS),
        "most": COUNTED_UPTO + 1,
    }
    return Read(
        _STANDING, values, lambda rows: Standing(moment(rows[0][0]) if rows[0][0] else None, rows[0][1])
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN)
