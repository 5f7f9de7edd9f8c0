"""Exact counts for filter buttons and views, from the tally: one statement, few rows."""

from dataclasses import dataclass, field
from typing import Any

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read
from anliegen.tickets.lifecycle import Folder, Status
from anliegen.tickets.queries.filters import Filters, View

_TALLY = """
SELECT json_build_array(folder, status, pinned, awaiting_us, assignee_id, sum(amount))
  FROM tickets_tally WHERE company_id = %(company)s
 GROUP BY folder, status, pinned, awaiting_us, assignee_id
"""


@dataclass(slots=True)
class Counts:
    """All tallies of a company, grouped; sums are taken in memory (some hundred rows at most)."""

    membership_id: int
    # Folder, status, pinned, awaiting us, assignee, amount.
    rows: list[list[Any]] = field(default_factory=list)

    def of(self, filters: Filters) -> int:
        """Return how many tickets the filters show; they must be `is_counted`."""
        return sum(row[5] for row in self.rows if self._fits(filters, row))

    def pinned_of(self, filters: Filters) -> int:
        """Return how many of them are pinned on top."""
        return sum(row[5] for row in self.rows if row[2] and self._fits(filters, row))

    def view(self, view: View) -> int:
        """Return the number beside a view's name."""
        return self.of(Filters(view=view))

    def of_status(self, status: str) -> int:
        """Return how many tickets of the inbox have a status."""
        return self.of(Filters(status=Status(status)))

    def of_person(self, membership_id: int) -> tuple[int, int]:
        """Return how many active tickets a person has, and how many of them wait for us."""
        own = [
            r for r in self.rows if r[4] == membership_id and r[0] == Folder.INBOX and r[1] != Status.CLOSED
        ]
        return sum(r[5] for r in own), sum(r[5] for r in own if r[3])

    def in_folder(self, folder: str) -> int:
        """Return how many tickets lie in a folder."""
        return sum(row[5] for row in self.rows if row[0] == folder)

    @property
    def active(self) -> int:
        """Return how many tickets are open or in progress: the number beside "Tickets"."""
        wanted = (Status.OPEN, Status.IN_PROGRESS)
        return sum(row[5] for row in self.rows if row[0] == Folder.INBOX and row[1] in wanted)

    def _fits(self, filters: Filters, row: list[Any]) -> bool:
        folder, status, _pinned, awaiting_us, assignee_id, _amount = row
        if folder != filters.folder or (filters.status and status != filters.status):
            return False
        if filters.view == View.AWAITING_US:
            return bool(awaiting_us)
        if filters.view == View.MINE:
            return bool(assignee_id == self.membership_id and status != Status.CLOSED)
        if filters.view == View.UNASSIGNED:
            return bool(assignee_id is None and status != Status.CLOSED)
        return True


def counts_read(actor: Actor) -> Read[Counts]:
    """Ask for the tallies of the actor's company."""
    return Read(_TALLY, {"company": actor.company_id}, lambda rows: Counts(actor.membership_id, rows))


def counts_for(actor: Actor) -> Counts:
    """Read the tallies of the actor's company (one statement)."""
    return counts_read(actor).now()
