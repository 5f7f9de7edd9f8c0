"""Reading customers: search by index, bounded lists."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from anliegen.accounts.actor import Actor
from anliegen.common.numbers import whole_number
from anliegen.common.text import fold
from anliegen.customers.access import Customer, visible_customers

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


def found_ids(query: str, most: int, *, archived: bool = False) -> list[int]:
    """Return the ids of matching customers of the open tenant, archived or not, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_find(%s, %s, %s)", [pattern_of(query), archived, most])
        return [pk for (pk,) in cursor.fetchall()]


class Asking(NamedTuple):
    """A company on the platform, as the operator's filter names it. `id` is that of its customer record."""

    id: int
    name: str


COMPANIES_OFFERED = 500


def asking_companies(actor: Actor) -> list[Asking]:
    """Return the companies that may ask the operator for support, by name; for other actors none."""
    if not actor.is_operator:
        return []
    rows = visible_customers(actor).filter(linked_company__isnull=False).order_by("sort_name", "id")
    return [Asking(*row) for row in rows.values_list("id", "name")[:COMPANIES_OFFERED]]


def suggestions(actor: Actor, query: str) -> list[Found]:
    """Return the first customers that match, or the first by name without a query."""
    rows = visible_customers(actor).filter(archived_at=None)
    if query.strip():
        rows = rows.filter(pk__in=found_ids(query, SUGGESTIONS))
    fields = rows.order_by("sort_name", "id").values_list("public_id", "number", "name", "town")
    return [Found(*row) for row in fields[:SUGGESTIONS]]


class ListRow(NamedTuple):
    """A customer in the list."""

    id: int
    public_id: str
    number: str
    name: str
    town: str
    sort_name: str


class Page(NamedTuple):
    """A part of the list. `next` is the query string of the part after it, or "".

    `is_capped`: the search found more than SEARCH_LIMIT, of which the first by name are shown.
    """

    rows: list[ListRow]
    next: str
    query: str
    archived: bool
    is_capped: bool


ROWS_PER_PAGE = 100
SEARCH_LIMIT = 500
ALL = 2_000_000_000


def listed(actor: Actor, query: Mapping[str, str]) -> QuerySet[Customer]:
    """Return all that the list shows by this query, without its parts and its cap: for whoever reads on."""
    words, archived = query.get("q", "").strip()[:100], query.get("archived") == "1"
    rows = visible_customers(actor).filter(archived_at__isnull=not archived)
    if words:
        rows = rows.filter(pk__in=RawSQL("SELECT customers_search(%s, %s)", [pattern_of(words), ALL]))
    return rows


def list_for(actor: Actor, query: Mapping[str, str]) -> Page:
    """Return a part of the customers by name: from a position on, or what a search finds."""
    words, archived = query.get("q", "").strip()[:100], query.get("archived") == "1"
    rows = visible_customers(actor).filter(archived_at__isnull=not archived)
    found = found_ids(words, SEARCH_LIMIT + 1, archived=archived) if words else []
    if words:
        rows = rows.filter(pk__in=found[:SEARCH_LIMIT])
    after, after_id = query.get("after", "")[:400].replace("\x00", ""), whole_number(query.get("id"))
    if after and after_id is not None:
        rows = rows.filter(Q(sort_name__gt=after) | Q(sort_name=after, id__gt=after_id))
    fields = rows.order_by("sort_name", "id").values_list(*ListRow._fields)
    read = [ListRow(*row) for row in fields[: ROWS_PER_PAGE + 1]]
    shown = read[:ROWS_PER_PAGE]
    following = {"q": words, "archived": "1" if archived else ""}
    if len(read) > ROWS_PER_PAGE:
        following |= {"after": shown[-1].sort_name, "id": str(shown[-1].id)}
    rest = urlencode({k: v for k, v in following.items() if v}) if "after" in following else ""
    return Page(shown, rest, words, archived, len(found) > SEARCH_LIMIT)
