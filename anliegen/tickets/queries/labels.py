"""A company's categories as lists and selections show them."""

from typing import NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read
from anliegen.tickets.queries.overview import COUNTED_UPTO


class Label(NamedTuple):
    """One category. `color` is a palette key or `#rrggbb`; `portal_visible` as it was switched."""

    id: int
    name: str
    color: str
    is_archived: bool
    portal_visible: bool

    @property
    def is_shown_to_customers(self) -> bool:
        """Say what the portal's wall says: what is put away has no say at a customer's request."""
        return self.portal_visible and not self.is_archived

    @property
    def is_free_color(self) -> bool:
        return self.color.startswith("#")


_LABELS = """
SELECT json_build_array(id, name, color, archived_at IS NOT NULL, portal_visible)
  FROM tickets_category WHERE company_id = %(company)s ORDER BY position, id
"""


def labels_read(actor: Actor) -> Read[dict[int, Label]]:
    """Ask for all categories of the company by id, in the company's order, archived ones included."""
    return Read(_LABELS, {"company": actor.company_id}, lambda rows: {row[0]: Label(*row) for row in rows})


def labels_for(actor: Actor) -> dict[int, Label]:
    """Return all categories of the company by id (one statement)."""
    return labels_read(actor).now()


_USED = """
SELECT c.id, n.tickets FROM tickets_category c, LATERAL (
    SELECT count(*) AS tickets FROM (
        SELECT 1 FROM tickets_side_category s
         WHERE s.company_id = c.company_id AND s.category_id = c.id AND s.folder = 'inbox' LIMIT %s
    ) AS carrying
) AS n WHERE c.company_id = %s
"""


def used_labels(actor: Actor) -> dict[int, int]:
    """Return category id -> number of tickets in the inbox that carry it, at most COUNTED_UPTO + 1.

    One statement, read along each category's own index, so that its cost does not grow with the tickets.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USED, [COUNTED_UPTO + 1, actor.company_id])
        return dict(cursor.fetchall())
