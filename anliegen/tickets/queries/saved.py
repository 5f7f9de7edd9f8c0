"""A person's saved views with their counts: exact up to a bound, one statement for all of them."""

from typing import Any, NamedTuple

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.models import SavedView
from anliegen.tickets.queries.filters import Filters, from_stored, where
from anliegen.tickets.queries.overview import COUNTED_UPTO


class SavedCount(NamedTuple):
    """One saved view beside the list. `tickets` above COUNTED_UPTO means "1000+"."""

    public_id: str
    name: str
    filters: dict[str, Any]
    tickets: int


def saved_counts(actor: Actor) -> list[SavedCount]:
    """Return the actor's saved views in their order, each with its number of tickets."""
    views = list(
        SavedView.objects.filter(company_id=actor.company_id, membership_id=actor.membership_id).order_by(
            "position", "id"
        )
    )
    if not views:
        return []
    counts = count_each(actor, [from_stored(v.filters) for v in views])
    return [SavedCount(v.public_id, v.name, v.filters, n) for v, n in zip(views, counts, strict=True)]


def count_each(actor: Actor, all_filters: list[Filters]) -> list[int]:
    """Return the number of tickets of each of the filters, at most COUNTED_UPTO + 1, in one statement."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for index, filters in enumerate(all_filters):
        joins, condition, own = where(filters, actor.company_id, actor.membership_id)
        for name, value in own.items():
            condition = condition.replace(f"%({name})s", f"%({name}{index})s")
            joins = joins.replace(f"%({name})s", f"%({name}{index})s")
            values[f"{name}{index}"] = value
        parts.append(
            f"(SELECT count(*) FROM (SELECT 1 FROM tickets_side s{joins} "  # noqa: S608
            f"WHERE {condition} LIMIT {COUNTED_UPTO + 1}) AS v{index})"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return [int(n) for n in cursor.fetchone() or ()]
