"""The figures of the start page: three statements over the last two weeks, read along indexes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.clock import BERLIN, today

DAYS = 14

_FLOW = """
SELECT day, sum(opened), sum(closed) FROM (
    SELECT (created_at AT TIME ZONE 'Europe/Berlin')::date AS day, 1 AS opened, 0 AS closed FROM tickets_side
     WHERE company_id = %(c)s AND folder = 'inbox'
       AND created_at >= %(since)s
    UNION ALL
    SELECT (closed_at AT TIME ZONE 'Europe/Berlin')::date, 0, 1 FROM tickets_side
     WHERE company_id = %(c)s AND folder = 'inbox'
       AND closed_at >= %(since)s
) AS moves GROUP BY day
"""

_TEAM = """
SELECT assignee_id,
       count(*) FILTER (WHERE closed_at >= %(today)s)
  FROM tickets_side
 WHERE company_id = %(c)s AND assignee_id IS NOT NULL
   AND closed_at >= %(today)s GROUP BY 1
"""

_FIRST_REPLY = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.first_reply_at - t.created_at))
  FROM tickets_ticket t
 WHERE t.first_reply_at IS NOT NULL AND t.id = ANY (ARRAY(
       SELECT s.ticket_id FROM tickets_side s
        WHERE s.company_id = %(c)s AND s.is_desk AND s.created_at >= %(since)s
        ORDER BY s.created_at DESC LIMIT 5000))
"""


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
    def highest(self) -> int:
        return max([1, *(max(day.opened, day.closed) for day in self.days)])


def figures_for(actor: Actor) -> Figures:
    """Read the figures of the actor's company (3 statements)."""
    end = today()
    since = end - timedelta(days=DAYS - 1)
    # Moments, not dates: a conversion in SQL is not leakproof, and the policy would switch the index off.
    values: dict[str, Any] = {"c": actor.company_id, "since": _midnight(since), "today": _midnight(end)}
    with connection.cursor() as cursor:
        cursor.execute(_FLOW, values)
        flow = {day: (int(opened), int(closed)) for day, opened, closed in cursor.fetchall()}
        cursor.execute(_TEAM, values)
        team = dict(cursor.fetchall())
        cursor.execute(_FIRST_REPLY, values)
        (seconds,) = cursor.fetchone() or (None,)
    days = [Day(d, *flow.get(d, (0, 0))) for d in (since + timedelta(days=n) for n in range(DAYS))]
    return Figures(days, team, timedelta(seconds=float(seconds)) if seconds is not None else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN)
