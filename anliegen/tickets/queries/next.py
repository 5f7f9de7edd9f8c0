"""What to do next: the critical tickets of the company and those of the actor, in one statement."""

from typing import NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.queries.overview import ROW_COLUMNS, ROW_JOINS, ROW_MORE, Row

CRITICAL_SHOWN = 10
MINE_SHOWN = 8

# Who has waited longest comes first.
_NEXT = f"""
WITH page AS MATERIALIZED (
    (SELECT true AS critical, s.* FROM tickets_side s
      WHERE s.company_id = %(company)s AND s.folder = 'inbox' AND s.pinned
      ORDER BY s.activity_at LIMIT %(critical)s)
    UNION ALL
    (SELECT false, s.* FROM tickets_side s
      WHERE s.company_id = %(company)s AND s.folder = 'inbox' AND s.assignee_id = %(person)s
        AND s.status <> 'closed'
      ORDER BY s.priority DESC, s.activity_at LIMIT %(mine)s)
)
SELECT s.critical, {ROW_COLUMNS}, {ROW_MORE} FROM page s {ROW_JOINS}
 ORDER BY s.priority DESC, s.activity_at
"""  # noqa: S608  (constants only)


class Next(NamedTuple):
    """The two lists of the start page, the most urgent and then the longest waiting first."""

    critical: list[Row]
    mine: list[Row]


def next_for(actor: Actor) -> Next:
    """Read both lists, at most CRITICAL_SHOWN and MINE_SHOWN rows."""
    values = {
        "company": actor.company_id,
        "person": actor.membership_id,
        "baseline": actor.news_baseline,
        "critical": CRITICAL_SHOWN,
        "mine": MINE_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, values)
        rows = [(critical, Row(*row)) for critical, *row in cursor.fetchall()]
    return Next([row for critical, row in rows if critical], [row for critical, row in rows if not critical])
