"""Looking into a company through the door it has opened: the operator's side of support access.

The database decides (`accounts/0013`): it knows the session, the door and whether it is open, sets the
tenant, and makes the transaction read-only unless writing was allowed.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor, Looking
from anliegen.common.errors import NotFoundError

# Nothing of a company is NEU to somebody who only looks in.
_NEVER_NEW = 2**63 - 1


class SupportEndedError(Exception):
    """The door through which the session looks is shut: 403 with a page that leads back."""

    def __init__(self, company: str) -> None:
        super().__init__(company)
        self.company = company


class OpenDoor(NamedTuple):
    """A company that has opened its door, as the operator's people see it."""

    public_id: str
    name: str
    town: str
    reason: str
    can_write: bool
    granted_at: datetime
    expires_at: datetime


def open_doors(actor: Actor) -> list[OpenDoor]:
    """Return the companies that may be looked into at present, the one that shuts next first.

    Raises ForbiddenError.
    """
    demand(actor, "support.look")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_support_open()")
        return [OpenDoor(*row) for row in cursor.fetchall()]


def through_door(actor: Actor, session_key_hash: str) -> Actor:
    """Return who the actor is in this session: themselves, or somebody who looks into a company.

    The transaction is the company's then. Raises SupportEndedError when its door is shut.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_support_enter(%s)", [session_key_hash])
        row = cursor.fetchone()
    if row is None:
        return actor
    is_open, can_write, expires_at, operator, company_id, slug, name, town, color, logo, is_demo = row
    if not is_open:
        raise SupportEndedError(name)
    return replace(
        actor,
        company_id=company_id,
        company_slug=slug,
        company_name=name,
        company_town=town,
        company_color=color,
        company_logo=logo,
        is_operator=False,
        is_demo=is_demo,
        role="support",
        news_baseline=_NEVER_NEW,
        memberships=1,
        support=Looking(operator, can_write, expires_at),
    )


def begin(actor: Actor, session_key_hash: str, public_id: str) -> None:
    """Look into a company from now on, in this session. Raises NotFoundError, ForbiddenError."""
    demand(actor, "support.look")
    if not _run("SELECT accounts_support_begin(%s, %s)", session_key_hash, public_id):
        raise NotFoundError


def leave(actor: Actor, session_key_hash: str) -> bool:
    """Be oneself again in this session; False if that was so. Raises ForbiddenError."""
    demand(actor, "support.look")
    return _run("SELECT accounts_support_leave(%s)", session_key_hash)


def note_page(session_key_hash: str, verb: str, method: str, path: str) -> bool:
    """Write into the company's record what was seen or done; False when the door has been shut meanwhile.

    Whoever gets False, or an exception, shows nothing: what is not recorded is not seen.
    """
    sql = "SELECT accounts_support_note(%s, %s, jsonb_build_object('method', %s::text, 'path', %s::text))"
    return _run(sql, session_key_hash, verb, method, path[:300])


def _run(sql: str, *values: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (answer,) = cursor.fetchone() or (False,)
    return bool(answer)
