"""Finding a ticket by its number or by words, for jumping there."""

import re
from typing import Any, NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.queries.filters import patterns

MOST = 8
# Shorter words are in no index: they would have the whole table read at every key.
SHORTEST_WORD = 3
_NUMBER = re.compile(r"#?([1-9][0-9]{0,17})")


class Target(NamedTuple):
    """A ticket as the jump list shows it."""

    number: int
    subject: str
    from_label: str
    status: str


_FIND = """
SELECT number, subject, from_label, status FROM tickets_side
 WHERE company_id = %(company)s AND folder <> 'erased'
   AND (number = %(number)s OR ticket_id = ANY (%(found)s))
 ORDER BY number = %(number)s DESC, activity_at DESC, ticket_id DESC LIMIT %(most)s
"""


def targets(actor: Actor, query: str) -> list[Target]:
    """Return at most MOST tickets: the one with exactly this number first, then by latest activity.

    Takes a cleaned line. One or two statements, none for a query that can find nothing.
    """
    number = _NUMBER.fullmatch(query)
    wanted = int(number[1]) if number else 0
    searched = any(len(word) >= SHORTEST_WORD for word in query.split()) and not query.startswith("#")
    if not wanted and not searched:
        return []
    with connection.cursor() as cursor:
        found: list[int] = []
        if searched:
            cursor.execute("SELECT tickets_search(%s, %s)", [patterns(query), MOST])
            found = [pk for (pk,) in cursor.fetchall()]
        values: dict[str, Any] = {"company": actor.company_id, "number": wanted, "found": found, "most": MOST}
        cursor.execute(_FIND, values)
        return [Target(*row) for row in cursor.fetchall()]
