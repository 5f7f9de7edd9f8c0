"""Tickets seen from their customers."""

from typing import Any, NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read
from anliegen.customers.queries import SUGGESTIONS, pattern_of
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


class Addressee(NamedTuple):
    """A customer to choose for a new ticket. `active`: tickets not closed, at most COUNTED_UPTO + 1."""

    public_id: str
    number: str
    name: str
    town: str
    contact: str
    active: int


class Addressees(NamedTuple):
    """The first that match, how many match, and of how many; both numbers at most COUNTED_UPTO + 1."""

    shown: list[Addressee]
    matching: int
    known: int


# One customer that was chosen before, otherwise who matches. Without a query there is nothing to count.
_ADDRESSEES = """
WITH chosen AS MATERIALIZED (
    SELECT id FROM customers_customer
     WHERE company_id = %(company)s AND public_id = %(chosen)s AND merged_into_id IS NULL
), hit AS MATERIALIZED (
    SELECT id FROM chosen UNION ALL
    SELECT found FROM customers_find(%(pattern)s, false, %(most)s) AS found
     WHERE NOT EXISTS (SELECT 1 FROM chosen)
)
SELECT json_build_array((SELECT count(*) FROM hit), (SELECT count(*) FROM (
           SELECT 1 FROM customers_customer k
            WHERE k.company_id = %(company)s AND k.merged_into_id IS NULL AND k.archived_at IS NULL
            LIMIT %(counted)s) AS known),
       (SELECT json_agg(json_build_array(u.public_id, u.number, u.name, u.town, coalesce((
                   SELECT k.name FROM customers_contact k
                    WHERE k.company_id = %(company)s AND k.customer_id = u.id AND k.removed_at IS NULL
                    ORDER BY k.id LIMIT 1), ''), (
                   SELECT count(*) FROM (
                       SELECT 1 FROM tickets_side s
                        WHERE s.company_id = %(company)s AND s.customer_id = u.id AND s.folder = 'inbox'
                          AND NOT s.status = 'closed' LIMIT %(counted)s) AS active))
               ORDER BY u.sort_name, u.id)
          FROM (SELECT c.* FROM customers_customer c JOIN hit ON hit.id = c.id
                 WHERE c.company_id = %(company)s ORDER BY c.sort_name, c.id LIMIT %(shown)s) AS u))
"""


def addressees_read(actor: Actor, query: str, chosen: str = "") -> Read[Addressees]:
    """Ask for whom a new ticket may be: who matches, or the one that was chosen before, without a query."""
    words = query.strip()
    values = {
        "company": actor.company_id,
        "chosen": "" if words else chosen,
        "pattern": pattern_of(words),
        "most": COUNTED_UPTO + 1 if words else SUGGESTIONS,
        "counted": COUNTED_UPTO + 1,
        "shown": SUGGESTIONS,
    }
    return Read(_ADDRESSEES, values, _addressees)


def _addressees(rows: list[Any]) -> Addressees:
    matching, known, shown = rows[0]
    return Addressees([Addressee(*row) for row in shown or ()], matching, known)
