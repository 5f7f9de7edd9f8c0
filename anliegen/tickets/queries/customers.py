"""Tickets seen from their customers."""

from typing import Any

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.lifecycle import Folder, Status
from anliegen.tickets.models import Side
from anliegen.tickets.queries.overview import COUNTED_UPTO

SHOWN = 50


# Read along the index of active tickets; a customer with very many costs no more than one with a thousand.
_ACTIVE = """
SELECT wanted.id, n.tickets FROM unnest(%(customers)s::bigint[]) AS wanted(id), LATERAL (
    SELECT count(*) AS tickets FROM (
        SELECT 1 FROM tickets_side s
         WHERE s.company_id = %(company)s AND s.customer_id = wanted.id AND s.folder = 'inbox'
           AND NOT s.status = 'closed' LIMIT %(most)s
    ) AS active
) AS n
"""


def active_by_customer(actor: Actor, customer_ids: list[int]) -> dict[int, int]:
    """Return customer id -> number of tickets not closed, at most COUNTED_UPTO + 1 (one statement)."""
    values: dict[str, Any] = {
        "company": actor.company_id,
        "customers": customer_ids,
        "most": COUNTED_UPTO + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACTIVE, values)
        return dict(cursor.fetchall())


def tickets_of(actor: Actor, customer_id: int) -> list[Side]:
    """Return the latest tickets of a customer, those not closed first (at most SHOWN, one statement)."""
    own = Side.objects.filter(company_id=actor.company_id, customer_id=customer_id, folder=Folder.INBOX)
    active = own.exclude(status=Status.CLOSED).order_by("-activity_at")[:SHOWN]
    # What is closed is never pinned; saying so lets the index give the order.
    closed = own.filter(status=Status.CLOSED, pinned=False).order_by("-activity_at")[:SHOWN]
    latest = sorted(active.union(closed, all=True), key=lambda side: side.activity_at, reverse=True)
    return sorted(latest, key=lambda side: side.status == Status.CLOSED)[:SHOWN]
