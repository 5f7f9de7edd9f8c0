"""What the page of one ticket shows beside the conversation."""

from datetime import datetime
from typing import Any, NamedTuple

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read, Rows, moment
from anliegen.tickets.models import Side

# Between two messages of one part nobody changes a ticket more often; a script that does fills no memory.
EVENTS_SHOWN = 2000
# Further down the list a ticket's place is not counted; it reads "1000+".
PLACES_COUNTED = 1000


class Entry(NamedTuple):
    """One entry of the history, as far as the actor's side may see it."""

    id: int
    verb: str
    actor_id: int | None
    actor_name: str | None
    company_id: int
    before: Any
    after: Any
    at: datetime
    origin: str = "web"


_HISTORY = """
SELECT json_build_array(e.id, e.verb, e.actor_id, u.name, e.company_id, e.before, e.after, e.at, e.origin)
  FROM tickets_event e
  LEFT JOIN accounts_membership m ON m.id = e.actor_id
  LEFT JOIN accounts_user u ON u.id = m.user_id
 WHERE e.ticket_id = %(ticket)s AND e.verb NOT IN ('message', 'note')
   AND (%(since)s::timestamptz IS NULL OR e.at >= %(since)s)
   AND (%(until)s::timestamptz IS NULL OR e.at < %(until)s)
 ORDER BY e.id DESC LIMIT %(most)s
"""


def history_read(
    side: Side, since: datetime | None = None, until: datetime | None = None
) -> Read[list[Entry]]:
    """Ask for the visible history of the ticket, oldest first, without the messages themselves.

    `since` and `until` bound it to a part of the conversation.

    Row-level security leaves out what only the other side may see. A person of the other company
    is not in the actor's tenant, so that only the company can be named.
    """
    values = {"ticket": side.ticket_id, "since": since, "until": until, "most": EVENTS_SHOWN}
    return Read(_HISTORY, values, lambda rows: [_entry(row) for row in rows[::-1]])


def _entry(row: list[Any]) -> Entry:
    pk, verb, actor_id, name, company_id, before, after, at, origin = row
    return Entry(pk, verb, actor_id, name, company_id, before, after, moment(at), origin)


def history_of(side: Side) -> list[Entry]:
    """Return the visible history of the ticket, oldest first (one statement)."""
    return history_read(side).now()


class Standing(NamedTuple):
    """How the ticket stands for one person: neighbours in the list of its folder (numbers) and how many
    stand above it, up to which news the person has read it, and the colleague's membership that works
    on it and since when."""

    newer: int | None
    older: int | None
    above: int
    read_upto: int
    locked_by: int | None
    locked_since: datetime | None


_STANDING = """
SELECT json_build_array(
       (SELECT number FROM tickets_side WHERE company_id = %(c)s AND folder = %(f)s
           AND (pinned, activity_at, ticket_id) > (%(pinned)s, %(at)s, %(id)s)
         ORDER BY pinned, activity_at, ticket_id LIMIT 1),
       (SELECT number FROM tickets_side WHERE company_id = %(c)s AND folder = %(f)s
           AND (pinned, activity_at, ticket_id) < (%(pinned)s, %(at)s, %(id)s)
         ORDER BY pinned DESC, activity_at DESC, ticket_id DESC LIMIT 1),
       (SELECT count(*) FROM (SELECT FROM tickets_side WHERE company_id = %(c)s AND folder = %(f)s
           AND (pinned, activity_at, ticket_id) > (%(pinned)s, %(at)s, %(id)s) LIMIT %(most)s) AS above),
       greatest(%(baseline)s, (SELECT news FROM tickets_read_mark WHERE company_id = %(c)s
           AND membership_id = %(person)s AND ticket_id = %(id)s)),
       k.membership_id, k.since)
  FROM (SELECT 1) AS one LEFT JOIN tickets_lock k ON k.company_id = %(c)s AND k.ticket_id = %(id)s
   AND k.until > clock_timestamp() AND k.membership_id <> %(person)s
"""


def standing_read(actor: Actor, side: Side) -> Read[Standing]:
    """Ask how the ticket stands for the actor: four index look-ups, and what stands above it in one index."""
    values: dict[str, Any] = {
        "c": side.company_id,
        "f": side.folder,
        "pinned": side.pinned,
        "most": PLACES_COUNTED,
        "at": side.activity_at,
        "id": side.ticket_id,
        "person": actor.membership_id,
        "baseline": actor.news_baseline,
    }
    return Read(_STANDING, values, _standing)


def _standing(rows: Rows) -> Standing:
    newer, older, above, read_upto, locked_by, since = rows[0]
    return Standing(newer, older, above, read_upto, locked_by, moment(since) if since else None)
