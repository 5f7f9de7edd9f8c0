"""Putting the overview together: rows, names, labels, numbers of pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anliegen.accounts.actor import Actor
from anliegen.agent.forms.overview import PAGE_SIZES, Address
from anliegen.agent.page import Shell
from anliegen.common import clock
from anliegen.customers.queries import asking_companies
from anliegen.tickets.lifecycle import Folder, Status
from anliegen.tickets.queries.filters import Filters, View, from_stored, is_signs, to_stored
from anliegen.tickets.queries.overview import COUNTED_UPTO, Window, rows_for
from anliegen.tickets.queries.saved import SavedCount
from anliegen.tickets.queries.suggestion import Suggestion, suggestion_for


@dataclass(slots=True)
class Paging:
    """Where in the list the page stands. `is_capped`: there are more than were counted."""

    page: int
    pages: int
    size: int
    total: int
    is_capped: bool

    @property
    def numbers(self) -> list[int | None]:
        """Return the page numbers to offer; None stands for a gap."""
        near = range(self.page - 2, self.page + 3)
        wanted = sorted({1, self.pages, *near} & set(range(1, self.pages + 1)))
        out: list[int | None] = []
        for number in wanted:
            if out and out[-1] is not None and number - out[-1] > 1:
                out.append(None)
            out.append(number)
        return out

    @property
    def first(self) -> int:
        return min((self.page - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.total)


def overview_for(actor: Actor, address: Address, filters: Filters, shell: Shell) -> dict[str, Any]:
    """Return the context of the overview: 1 statement beyond the frame's, 2 in the far middle.

    The frame has asked along in which tickets a reply is being sent, and for the name of the customer that is
    filtered by. A search without any hit costs 2.
    """
    paging = _paging(address, filters, shell)
    pinned = shell.numbers.pinned_of(filters)
    saved_now = _saved(filters, shell)
    window = Window((paging.page - 1) * paging.size, paging.size, paging.total, min(pinned, paging.total))
    rows = rows_for(actor, filters, window)
    return {
        "rows": rows,
        "empty": None if rows else _empty(actor, filters, shell),
        "being_sent": shell.more[0],
        "customer_name": shell.more[1] if len(shell.more) > 1 else "",
        "address": address,
        "filters": filters,
        "saved_now": saved_now,
        "current_view": saved_now.public_id if saved_now else _ready_made(filters),
        "paging": paging,
        "buttons": _buttons(filters, shell),
        "people": shell.people,
        "active_people": [c for c in shell.people.values() if c.is_active],
        "companies": asking_companies(actor),
        "page_sizes": PAGE_SIZES,
        "year": clock.today().year,
        "problems": address.problems + _searched_in_part(filters),
    }


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list without rows says. `elsewhere`: tickets of the same list in any status of the inbox."""

    elsewhere: int
    suggestion: Suggestion | None

    @property
    def is_capped(self) -> bool:
        return self.elsewhere > COUNTED_UPTO


def _empty(actor: Actor, filters: Filters, shell: Shell) -> Empty:
    elsewhere = shell.numbers.of(filters.with_status(None))
    return Empty(elsewhere, suggestion_for(actor, filters) if filters.query else None)


def _saved(filters: Filters, shell: Shell) -> SavedCount | None:
    """Return the own view that shows this very list."""
    words = to_stored(filters)
    return next(
        (view for view in shell.saved if words and to_stored(from_stored(view.filters)) == words), None
    )


def _ready_made(filters: Filters) -> str:
    """Return the key of the entry beside the list that led here, "" for the list of all tickets."""
    if filters.folder == Folder.TRASH:
        return str(Folder.TRASH)
    return str(filters.view) if filters.view != View.ALL else ""


def _searched_in_part(filters: Filters) -> list[str]:
    if not filters.query or not is_signs(filters.query):
        return []
    return [_("Signs without letters and digits are searched in the latest 5,000 tickets only.")]


def _paging(address: Address, filters: Filters, shell: Shell) -> Paging:
    total = shell.numbers.of(filters)
    capped = not filters.is_counted and total > COUNTED_UPTO
    total = COUNTED_UPTO if capped else total
    pages = max(1, -(-total // address.size))
    return Paging(min(address.page, pages), pages, address.size, total, capped)


@dataclass(frozen=True, slots=True)
class Button:
    """A filter button. `count` is None only when filters make it unknown before it is pressed."""

    key: str
    query: str
    count: int
    is_current: bool
    is_capped: bool


_BUTTONS: tuple[tuple[str, Status | None, Folder], ...] = (
    ("all", None, Folder.INBOX),
    ("open", Status.OPEN, Folder.INBOX),
    ("in_progress", Status.IN_PROGRESS, Folder.INBOX),
    ("waiting", Status.WAITING, Folder.INBOX),
    ("closed", Status.CLOSED, Folder.INBOX),
    ("spam", None, Folder.SPAM),
)


def _buttons(filters: Filters, shell: Shell) -> list[Button]:
    """Return the filter buttons with the numbers they have within the present view and filters."""
    out = []
    for key, status, folder in _BUTTONS:
        wanted = filters.with_status(status, folder)
        count = shell.numbers.of(wanted)
        query = Address(wanted, 1, 0).query()
        current = filters.status == status and filters.folder == folder
        capped = not filters.is_counted and count > COUNTED_UPTO
        out.append(Button(key, query, COUNTED_UPTO if capped else count, current, capped))
    return out
