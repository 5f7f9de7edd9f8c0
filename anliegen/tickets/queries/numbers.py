"""Numbers of tickets beside filter buttons and saved views.

What the tally knows is its sum; what it does not know is counted along an index, at most COUNTED_UPTO
and one more, so that the page can say "1000+". Buttons are counted by status: their sum is "All".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read, Rows
from anliegen.tickets.lifecycle import Folder, Status
from anliegen.tickets.queries.counts import Counts
from anliegen.tickets.queries.filters import Filters, View, where
from anliegen.tickets.queries.overview import COUNTED_UPTO

_MORE = COUNTED_UPTO + 1


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many tickets each combination of folder and status has within some filters."""

    amounts: Mapping[tuple[str, str], int]
    pinned: Mapping[str, int]

    def of(self, filters: Filters) -> int:
        """Return the number for a button; more than COUNTED_UPTO means "1000+"."""
        if filters.status or filters.folder != Folder.INBOX:
            return self.amounts.get((filters.folder, filters.status or ""), 0)
        return sum(self.amounts.get((Folder.INBOX, status), 0) for status in Status)

    def pinned_of(self, filters: Filters) -> int:
        """Return how many of them are pinned on top."""
        if filters.folder != Folder.INBOX:
            return 0
        return self.pinned.get(filters.status, 0) if filters.status else sum(self.pinned.values())


def from_tally(counts: Counts, filters: Filters) -> Numbers:
    """Return the numbers for filters that the tally knows."""
    parts = _parts(filters)
    amounts = {part: counts.of(_part(filters, *part)) for part in parts}
    pinned = {str(status): counts.pinned_of(filters.with_status(status)) for status in Status}
    return Numbers(amounts, pinned)


def numbers_read(actor: Actor, filters: Filters) -> Read[Numbers]:
    """Ask for the numbers of the filters' buttons, and of the filters themselves."""
    if filters.found is not None:
        return _among_found(actor, filters)
    sql: list[str] = []
    values: dict[str, Any] = {}
    for part in _parts(filters):
        wanted = _part(filters, *part)
        if not _is_empty(wanted):
            source, condition, own = where(wanted, actor.company_id, actor.membership_id)
            bounded = f"SELECT 1 FROM {source} WHERE {condition} LIMIT {_MORE}"  # noqa: S608
            key = f"'{part[0]}', '{part[1]}'"
            number = f"SELECT {key}, false, (SELECT count(*) FROM ({bounded}) AS b)"  # noqa: S608
            sql.append(_named(number, own, values, len(sql) + 1))
    source, condition, own = where(filters.with_status(None), actor.company_id, actor.membership_id)
    bounded = f"SELECT s.status FROM {source} WHERE {condition} AND s.pinned LIMIT {_MORE}"  # noqa: S608
    pinned = f"SELECT 'inbox', p.status, true, count(*) FROM ({bounded}) AS p GROUP BY p.status"  # noqa: S608
    sql.append(_named(pinned, own, values, 0))
    return Read(_as_json(" UNION ALL ".join(sql)), values, _numbers)


def count_read(actor: Actor, filters: Filters) -> Read[int]:
    """Ask for the number of tickets of one list, at most COUNTED_UPTO + 1."""
    source, condition, values = where(filters, actor.company_id, actor.membership_id)
    bounded = f"SELECT 1 FROM {source} WHERE {condition} LIMIT {_MORE}"  # noqa: S608
    sql = f"SELECT json_build_array(count(*)) FROM ({bounded}) AS b"  # noqa: S608
    return Read(sql, values, lambda rows: int(rows[0][0]))


def _among_found(actor: Actor, filters: Filters) -> Read[Numbers]:
    """What a search has found is looked through once for all buttons."""
    source, condition, values = where(filters.with_status(None), actor.company_id, actor.membership_id)
    condition = condition.replace("s.folder = %(folder)s", "s.folder <> 'erased'")
    sql = (
        f"SELECT s.folder, CASE WHEN s.folder = 'inbox' THEN s.status ELSE '' END, s.pinned, count(*) "  # noqa: S608
        f"FROM {source} WHERE {condition} GROUP BY 1, 2, 3"
    )

    def take(rows: Rows) -> Numbers:
        plain = [[folder, status, False, amount] for folder, status, _pinned, amount in rows]
        return _numbers([*plain, *(row for row in rows if row[2])])

    return Read(_as_json(sql), values, take)


def _parts(filters: Filters) -> list[tuple[str, str]]:
    """Return (folder, status) of what is counted; "" stands for every status."""
    parts = [(str(Folder.INBOX), str(status)) for status in Status] + [(str(Folder.SPAM), "")]
    own = (str(filters.folder), str(filters.status or ""))
    return parts if own in parts or own == (Folder.INBOX, "") else [*parts, own]


def _part(filters: Filters, folder: str, status: str) -> Filters:
    return replace(filters, folder=Folder(folder), status=Status(status) if status else None)


def _is_empty(filters: Filters) -> bool:
    """Closed tickets are nobody's turn; looking for them would read all of them."""
    return filters.view != View.ALL and filters.status == Status.CLOSED


def _named(sql: str, own: Mapping[str, Any], values: dict[str, Any], index: int) -> str:
    """Give the parameters of a part names of their own."""
    for name, value in own.items():
        sql = sql.replace(f"%({name})s", f"%({name}{index})s")
        values[f"{name}{index}"] = value
    return sql


def _as_json(sql: str) -> str:
    return f"SELECT json_build_array(n.a, n.b, n.c, n.d) FROM ({sql}) AS n(a, b, c, d)"  # noqa: S608


def _numbers(rows: Rows) -> Numbers:
    amounts: dict[tuple[str, str], int] = {}
    pinned: dict[str, int] = {}
    for folder, status, is_pinned, amount in rows:
        if is_pinned:
            pinned[status] = amount
        else:
            amounts[folder, status] = amounts.get((folder, status), 0) + amount
    return Numbers(amounts, pinned)
