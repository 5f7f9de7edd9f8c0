"""A person's saved views with their counts: exact up to a bound."""

import json
from typing import Any, NamedTuple

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read, Rows, together
from anliegen.tickets.queries.counts import Counts
from anliegen.tickets.queries.filters import Filters, from_stored
from anliegen.tickets.queries.numbers import Numbers, count_read, from_tally, numbers_read


class StoredView(NamedTuple):
    """One saved view as it was stored."""

    public_id: str
    name: str
    filters: dict[str, Any]


class SavedCount(NamedTuple):
    """One saved view beside the list. `tickets` above COUNTED_UPTO means "1000+"."""

    public_id: str
    name: str
    filters: dict[str, Any]
    tickets: int


_VIEWS = """
SELECT json_build_array(public_id, name, filters) FROM tickets_saved_view
 WHERE company_id = %(company)s AND membership_id = %(person)s ORDER BY position, id
"""


def views_read(actor: Actor) -> Read[list[StoredView]]:
    """Ask for the actor's saved views in their order."""
    return Read(_VIEWS, {"company": actor.company_id, "person": actor.membership_id}, _views)


def counted(
    actor: Actor, counts: Counts, views: list[StoredView], filters: Filters | None = None
) -> tuple[list[SavedCount], Numbers]:
    """Return the views with their numbers, and the numbers within the filters of the page.

    One statement at most, and none when the tally knows everything.
    """
    wanted = [from_stored(view.filters) for view in views]
    unknown = [f for f in wanted if not f.is_counted]
    reads: list[Read[Any]] = [count_read(actor, f) for f in unknown]
    if filters is not None and not filters.is_counted:
        reads.append(numbers_read(actor, filters))
    found = together(reads) if reads else []
    amounts = iter(found)
    numbers = [counts.of(f) if f.is_counted else next(amounts) for f in wanted]
    saved = [SavedCount(*view, number) for view, number in zip(views, numbers, strict=True)]
    if filters is None or filters.is_counted:
        return saved, from_tally(counts, filters or Filters())
    return saved, found[-1]


def _views(rows: Rows) -> list[StoredView]:
    return [StoredView(public_id, name, _plain(filters)) for public_id, name, filters in rows]


def _plain(value: Any) -> dict[str, Any]:
    """What somebody has put into the database by hand need not be an object."""
    value = json.loads(value) if isinstance(value, str) else value
    return value if isinstance(value, dict) else {}
