"""Reading one person's notices: the number at the bell, the list, the settings."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read
from anliegen.notifications.models import UNASKED, Choice, Kind

ROWS_PER_PAGE = 50
# The bell shows "99+" beyond.
MOST_COUNTED = 100


class Notice(NamedTuple):
    """A notice as the list shows it. `times`: so often, while it was unread."""

    id: int
    position: int
    kind: str
    number: int
    subject: str
    actor_name: str
    message_id: int | None
    times: int
    at: datetime
    is_read: bool


class NoticePage(NamedTuple):
    """A part of the list, newest first. `next` is the position below which it goes on, or None."""

    rows: list[Notice]
    next: int | None

    @property
    def newest(self) -> int:
        """Return the position of the first row: what came later has not been shown."""
        return self.rows[0].position if self.rows else 0


_COUNT = """
SELECT json_build_array(count(*)) FROM (
    SELECT 1 FROM notifications_notification
     WHERE company_id = %(company)s AND membership_id = %(person)s AND read_at IS NULL LIMIT %(most)s) AS n
"""

_LIST = """
SELECT n.id, n.position, n.kind, s.number, s.subject, n.actor_name, n.message_id, n.times, n.at,
       n.read_at IS NOT NULL
  FROM notifications_notification n
  JOIN tickets_side s ON s.company_id = n.company_id AND s.ticket_id = n.ticket_id
 WHERE n.company_id = %s AND n.membership_id = %s AND n.position < %s AND s.folder <> 'erased'
 ORDER BY n.position DESC LIMIT %s
"""


def unread_read(actor: Actor) -> Read[int]:
    """Ask how many unread notices the actor has, at most MOST_COUNTED."""
    values = {"company": actor.company_id, "person": actor.membership_id, "most": MOST_COUNTED}
    return Read(_COUNT, values, lambda rows: int(rows[0][0]))


def unread_count(actor: Actor) -> int:
    """Return how many unread notices the actor has, at most MOST_COUNTED (one statement)."""
    return unread_read(actor).now()


def page_for(actor: Actor, before: int | None = None, size: int = ROWS_PER_PAGE) -> NoticePage:
    """Return the notices below a position, by default the newest (1 statement)."""
    values = [actor.company_id, actor.membership_id, before or 2**63 - 1, size + 1]
    with connection.cursor() as cursor:
        cursor.execute(_LIST, values)
        rows = [Notice(*row) for row in cursor.fetchall()]
    return NoticePage(rows[:size], rows[size - 1].position if len(rows) > size else None)


class Wanted(NamedTuple):
    """Where a person hears of a kind."""

    kind: str
    bell: bool
    push: bool


def wanted_kinds(actor: Actor) -> list[Wanted]:
    """Return every kind and where the actor hears of it (1 statement)."""
    own = Choice.objects.filter(company_id=actor.company_id, membership_id=actor.membership_id)
    chosen = {kind: (bell, push) for kind, bell, push in own.values_list("kind", "bell", "push")}
    return [Wanted(kind, *chosen.get(kind, (kind in UNASKED, kind in UNASKED))) for kind in Kind.values]
