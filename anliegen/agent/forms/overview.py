"""The overview's address: query parameters to checked filters, and back."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from anliegen.accounts.actor import Actor
from anliegen.common.numbers import whole_number
from anliegen.common.text import line
from anliegen.tickets.lifecycle import Folder, Status
from anliegen.tickets.queries.filters import Filters, Sort, View, to_stored

PAGE_SIZES = (10, 25, 50, 100, 250, 500)
LONGEST_QUERY = 200
_LARGEST = 2**63 - 1
E = TypeVar("E", bound=StrEnum)


@dataclass(slots=True)
class Address:
    """What an address asks for. `problems` are sentences about what it could not mean."""

    filters: Filters
    page: int
    size: int
    problems: list[str] = field(default_factory=list)

    def query(self, page: int | None = None, **changes: str) -> str:
        """Return a query string for the same list with changes ("" removes), on the first page."""
        words = to_stored(self.filters) | changes
        if page is not None and page > 1:
            words["page"] = str(page)
        return urlencode({k: v for k, v in words.items() if v})

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """Return (name, value) of what a form must carry along, without what it sets itself."""
        words = to_stored(self.filters)
        return [(name, value) for name, value in words.items() if name not in without]


def parse(query: QueryDict, actor: Actor) -> Address:
    """Read the address. Nonsense gives a sentence and the default, never an error page."""
    problems: list[str] = []

    def choice(enum: type[E], key: str, default: E | None, what: str) -> E | None:
        word = query.get(key, "")
        if word and word not in set(enum):
            problems.append(what)
        return enum(word) if word in set(enum) else default

    def number(key: str, what: str, least: int = 1, most: int = _LARGEST) -> int | None:
        word = query.get(key, "")
        found = whole_number(word, most)
        if word and (found is None or found < least):
            problems.append(what)
            return None
        return found

    view = choice(View, "view", View.ALL, _("This view does not exist. You see all tickets."))
    no_folder = _("This folder does not exist. You see the inbox.")
    folder = choice(Folder, "folder", Folder.INBOX, no_folder)
    if folder == Folder.ERASED:
        problems.append(no_folder)
    sort = choice(Sort, "sort", Sort.ACTIVITY, _("This order does not exist. The newest come first."))
    unknown = _("This filter does not exist. It was left out.")
    filters = Filters(
        view=view or View.ALL,
        status=choice(Status, "status", None, _("This status does not exist. You see all of them.")),
        folder=folder if folder and folder != Folder.ERASED else Folder.INBOX,
        category_id=number("category", unknown),
        priority=number("priority", unknown, 1, 4),
        assignee_id=number("assignee", unknown, 0),
        customer_id=number("customer", unknown),
        query=line(query.get("q", ""))[:LONGEST_QUERY],
        sort=sort or Sort.ACTIVITY,
    )
    size = number("size", _("This number per page is not offered. You see your usual number."), 1, 500)
    if size is not None and size not in PAGE_SIZES:
        problems.append(_("This number per page is not offered. You see your usual number."))
        size = None
    page = number("page", _("This page does not exist. You see the first one."))
    return Address(filters, page or 1, size or actor.page_size, problems)
