"""Tickets seen from their customers."""

from typing import Any

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.queries.overview import COUNTED_UPTO

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
