"""The edit lock: who works on a ticket, so that no two answer the same customer at once.

Three minutes from the last activity, by the database's clock alone, per ticket and side. Each change
of hands gets a higher token. Taking and renewing are one statement each: two windows that try at the
same moment meet at the row of the unique key, and the database lets exactly one of them through.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.errors import LockedError
from anliegen.tickets.models import Side

MINUTES = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that has not run out. Times are aware (UTC)."""

    membership_id: int
    token: int
    since: datetime
    until: datetime


_COLUMNS = "membership_id, token, since, until"

# A new window of the holder gets a new token: the older one then is the one that has lost it.
_TAKE = f"""
INSERT INTO tickets_lock AS l (company_id, ticket_id, membership_id, "window", token, since, until)
VALUES (%(company)s, %(ticket)s, %(person)s, %(window)s, nextval('tickets_lock_token'), clock_timestamp(),
        clock_timestamp() + make_interval(mins => {MINUTES}))
ON CONFLICT (company_id, ticket_id) DO UPDATE
   SET membership_id = EXCLUDED.membership_id, "window" = EXCLUDED."window",
       token = EXCLUDED.token, until = EXCLUDED.until,
       since = CASE WHEN l.membership_id = EXCLUDED.membership_id AND l.until > clock_timestamp()
                    THEN l.since ELSE EXCLUDED.since END
 WHERE l.membership_id = EXCLUDED.membership_id OR l.until <= clock_timestamp() OR %(force)s
RETURNING {_COLUMNS}
"""  # noqa: S608  (constants only)

_RENEW = f"""
UPDATE tickets_lock SET until = clock_timestamp() + make_interval(mins => {MINUTES})
 WHERE company_id = %(company)s AND ticket_id = %(ticket)s AND membership_id = %(person)s
   AND token = %(token)s
RETURNING {_COLUMNS}
"""  # noqa: S608

_HOLDER = f"""
SELECT {_COLUMNS} FROM tickets_lock
 WHERE company_id = %(company)s AND ticket_id = %(ticket)s AND until > clock_timestamp()
"""  # noqa: S608

_RELEASE = """
DELETE FROM tickets_lock
 WHERE company_id = %(company)s AND ticket_id = %(ticket)s AND membership_id = %(person)s
   AND (token = %(token)s OR ("window" = %(window)s AND "window" <> ''))
RETURNING ticket_id
"""


def take(actor: Actor, side: Side, *, window: str = "", force: bool = False) -> Held | None:
    """Take the lock for a window of the actor; None when a colleague holds it and `force` is not given."""
    return _one(_TAKE, actor, side, force=force, window=window[:40])


def renew(actor: Actor, side: Side, token: int) -> Held | None:
    """Prolong the lock of the window with this token; None when it has been lost.

    A lock that ran out is prolonged too as long as nobody has taken it since.
    """
    return _one(_RENEW, actor, side, token=token)


def holder(company_id: int, ticket_id: int) -> Held | None:
    """Return who holds the lock of a company's side at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDER, {"company": company_id, "ticket": ticket_id})
        row = cursor.fetchone()
    return Held(*row) if row else None


def drop(actor: Actor, side: Side, token: int, window: str = "") -> bool:
    """Give the lock of the window with this token or name back; says whether it was held at all."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, _values(actor, side) | {"token": token, "window": window[:40]})
        return cursor.fetchone() is not None


def demand_free(actor: Actor, side: Side, token: int | None = None) -> None:
    """Refuse to go on while somebody else holds the lock, or another window of the actor does.

    Takes the token that the actor's window holds, if it has one. Raises LockedError.
    """
    held = holder(side.company_id, side.ticket_id)
    if held is None:
        return
    if held.membership_id != actor.membership_id:
        raise LockedError("A colleague is working on this ticket. Please wait until it is free again.")
    if token is not None and held.token > token:
        raise LockedError("You have opened this ticket in another window. Please go on there.")


def _one(sql: str, actor: Actor, side: Side, **more: Any) -> Held | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(actor, side) | more)
        row = cursor.fetchone()
    return Held(*row) if row else None


def _values(actor: Actor, side: Side) -> dict[str, Any]:
    return {"company": side.company_id, "ticket": side.ticket_id, "person": actor.membership_id}
