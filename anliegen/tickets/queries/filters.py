"""The overview's filters: an enumerated shape between the address and SQL.

Nothing of the address reaches a statement but as a bound parameter; what SQL there is stands here.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import connection

from anliegen.common.numbers import whole_number
from anliegen.tickets.lifecycle import Folder, Status


class View(StrEnum):
    """Ready-made views; each has exact counts because the tally holds what it filters by."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    AWAITING_US = "awaiting_us"


class Sort(StrEnum):
    """Orders of the list. Newest first unless the name says otherwise."""

    ACTIVITY = "activity"
    ACTIVITY_ASC = "activity_asc"
    NUMBER = "number"
    NUMBER_ASC = "number_asc"
    PRIORITY = "priority"
    PRIORITY_ASC = "priority_asc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the overview shows. All fields are checked values, never raw input."""

    view: View = View.ALL
    status: Status | None = None
    folder: Folder = Folder.INBOX
    category_id: int | None = None
    priority: int | None = None
    assignee_id: int | None = None  # 0: nobody
    customer_id: int | None = None
    query: str = ""
    # What the query has found, so that a page with many numbers searches once; None: not searched yet.
    found: tuple[int, ...] | None = None
    sort: Sort = Sort.ACTIVITY

    @property
    def is_counted(self) -> bool:
        """Whether the tally knows the exact number: nothing beyond view, folder and status."""
        return not (
            self.category_id
            or self.priority
            or self.assignee_id is not None
            or self.customer_id
            or self.query
        )

    def with_status(self, status: Status | None, folder: Folder = Folder.INBOX) -> "Filters":
        """Return the same filters for another filter button."""
        return replace(self, status=status, folder=folder)


# Order of the rows below the pinned ones. Every order ends in a unique column.
ORDER: dict[Sort, str] = {
    Sort.ACTIVITY: "s.activity_at DESC, s.ticket_id DESC",
    Sort.ACTIVITY_ASC: "s.activity_at ASC, s.ticket_id ASC",
    Sort.NUMBER: "s.number DESC",
    Sort.NUMBER_ASC: "s.number ASC",
    Sort.PRIORITY: "s.priority DESC, s.activity_at DESC, s.ticket_id DESC",
    Sort.PRIORITY_ASC: "s.priority ASC, s.activity_at ASC, s.ticket_id ASC",
}

REVERSED: dict[Sort, Sort] = {
    Sort.ACTIVITY: Sort.ACTIVITY_ASC,
    Sort.ACTIVITY_ASC: Sort.ACTIVITY,
    Sort.NUMBER: Sort.NUMBER_ASC,
    Sort.NUMBER_ASC: Sort.NUMBER,
    Sort.PRIORITY: Sort.PRIORITY_ASC,
    Sort.PRIORITY_ASC: Sort.PRIORITY,
}


def where(filters: Filters, company_id: int, membership_id: int) -> tuple[str, str, dict[str, Any]]:
    """Return (source, condition, parameters), without the pinned column. The source is called `s`.

    By category the labels are read, which hold copies of all that lists filter and sort by.
    """
    source = "tickets_side s"
    parts = ["s.company_id = %(company)s", "s.folder = %(folder)s"]
    values: dict[str, Any] = {"company": company_id, "folder": filters.folder}
    if filters.status:
        parts.append("s.status = %(status)s")
        values["status"] = filters.status
    parts += _view_parts(filters, membership_id, values)
    if filters.category_id:
        source = "tickets_side_category s"
        parts.append("s.category_id = %(category)s")
        values["category"] = filters.category_id
    if filters.priority:
        parts.append("s.priority = %(priority)s")
        values["priority"] = filters.priority
    if filters.assignee_id is not None:
        parts.append("s.assignee_id = %(assignee)s" if filters.assignee_id else "s.assignee_id IS NULL")
        values["assignee"] = filters.assignee_id
    if filters.customer_id:
        parts.append("s.customer_id = %(customer)s")
        values["customer"] = filters.customer_id
    if filters.found is not None:
        parts.append("s.ticket_id = ANY(%(found_ids)s::bigint[])")
        values["found_ids"] = list(filters.found)
    elif filters.query:
        search = f"{_search(filters.query)}(%(patterns)s, %(found)s)"
        parts.append(f"s.ticket_id IN (SELECT {search})")
        values |= {"patterns": patterns(filters.query), "found": SEARCH_LIMIT}
    return source, " AND ".join(parts), values


# A search shows at most so many tickets, the ones with the latest activity. One more than is counted, so that
# the page says "more than 1000".
SEARCH_LIMIT = 1001
# One that no index helps with looks through so many of the latest tickets (a number in the migration too).
SIGNS_SEARCHED = 5000


def patterns(query: str) -> list[str]:
    """Return the patterns that must all match, one per word: `%word%` for LIKE, wildcards taken literally.

    `#17` is the ticket of this number. One or two letters or digits are searched at the beginnings of
    words (`^ab`): in their midst no index knows them.
    """
    return [_pattern(word.lower()) for word in words_of(query)]


def is_signs(query: str) -> bool:
    """Say whether the query has neither letters nor digits, so that only the latest tickets are searched."""
    return not any(c.isalnum() for c in query)


def words_of(query: str) -> list[str]:
    """Return the words that are searched for: eight at most, without quotation marks around them.

    "Ticket #17" is what lists and mails call a ticket, so there "Ticket" is no word of its subject.
    """
    words = [word.strip(_QUOTES) or word for word in query.split()]
    pairs = zip(words, [*words[1:], ""], strict=True)
    return [one for one, then in pairs if one.lower() != "ticket" or not _NUMBER.fullmatch(then)][:8]


_NUMBER = re.compile(r"#[0-9]{1,18}")
_QUOTES = '"„“”‚‘’»«›‹'


def _pattern(word: str) -> str:
    if _NUMBER.fullmatch(word):
        return word
    if len(word) < 3 and word.isalnum():
        return f"^{word}"
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def searched(filters: Filters) -> Filters:
    """Return the filters with what their query finds in the open tenant (one statement, or none)."""
    if not filters.query:
        return filters
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_search(filters.query)}(%s, %s)",
            [patterns(filters.query), SEARCH_LIMIT],
        )
        return replace(filters, found=tuple(pk for (pk,) in cursor.fetchall()))


def _search(query: str) -> str:
    return "tickets_search_signs" if is_signs(query) else "tickets_search"


def _view_parts(filters: Filters, membership_id: int, values: dict[str, Any]) -> list[str]:
    if filters.view == View.MINE:
        values["me"] = membership_id
        return ["s.assignee_id = %(me)s", "s.status <> 'closed'"]
    if filters.view == View.UNASSIGNED:
        return ["s.assignee_id IS NULL", "s.status <> 'closed'"]
    if filters.view == View.AWAITING_US:
        return ["s.awaiting_us"]
    return []


def from_stored(stored: dict[str, Any]) -> Filters:
    """Rebuild filters from a saved view. What no longer makes sense falls back to its default.

    A stored view is read like foreign input: it may be older than the code or edited in the database.
    """

    def number(key: str) -> int | None:
        return whole_number(str(stored.get(key, "")))

    def choice(enum: Any, key: str, default: Any) -> Any:
        return enum(stored[key]) if stored.get(key) in set(enum) else default

    return Filters(
        view=choice(View, "view", View.ALL),
        status=choice(Status, "status", None),
        folder=choice(Folder, "folder", Folder.INBOX),
        category_id=number("category"),
        priority=number("priority"),
        assignee_id=number("assignee"),
        customer_id=number("customer"),
        query=str(stored.get("q", ""))[:200],
        sort=choice(Sort, "sort", Sort.ACTIVITY),
    )


def to_stored(filters: Filters) -> dict[str, str]:
    """Return the filters as the same keys and words that stand in the overview's address."""
    words: dict[str, Any] = {
        "view": filters.view if filters.view != View.ALL else "",
        "status": filters.status,
        "folder": filters.folder if filters.folder != Folder.INBOX else "",
        "category": filters.category_id,
        "priority": filters.priority,
        "assignee": filters.assignee_id,
        "customer": filters.customer_id,
        "q": filters.query,
        "sort": filters.sort if filters.sort != Sort.ACTIVITY else "",
    }
    return {key: str(word) for key, word in words.items() if word not in (None, "")}
