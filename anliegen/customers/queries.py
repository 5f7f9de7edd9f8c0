"""Reading customers: search by index, bounded lists."""

from typing import NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.common.text import fold
from anliegen.customers.access import visible_customers

SUGGESTIONS = 8


class Found(NamedTuple):
    """A customer as a suggestion shows it."""

    public_id: str
    number: str
    name: str
    town: str


def pattern_of(query: str) -> str:
    """Return the LIKE pattern for a search: folded, wildcards taken literally."""
    words = fold(query)[:100]
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def found_ids(query: str, most: int) -> list[int]:
    """Return the ids of matching customers of the open tenant, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_search(%s, %s)", [pattern_of(query), most])
        return [pk for (pk,) in cursor.fetchall()]


def suggestions(actor: Actor, query: str) -> list[Found]:
    """Return the first customers that match, or the first by name without a query."""
    rows = visible_customers(actor).filter(archived_at=None)
    if query.strip():
        rows = rows.filter(pk__in=found_ids(query, SUGGESTIONS * 3))
    fields = rows.order_by("sort_name", "id").values_list("public_id", "number", "name", "town")
    return [Found(*row) for row in fields[:SUGGESTIONS]]


def customer_by_public_id(actor: Actor, public_id: str) -> Found:
    """Return one customer as a suggestion. Raises NotFoundError."""
    row = (
        visible_customers(actor)
        .filter(public_id=public_id)
        .values_list("public_id", "number", "name", "town")
        .first()
    )
    if row is None:
        raise NotFoundError
    return Found(*row)
