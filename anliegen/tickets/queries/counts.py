"""Exact counts for filter buttons and views, from the tally: one statement, few rows."""

from dataclasses import dataclass, field

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.lifecycle import Folder, Status
from anliegen.tickets.queries.filters import Filters, View

_TALLY = """
SELECT folder, status, pinned, awaiting_us, assignee_id, sum(amount)
  FROM tickets_tally WHERE company_id = %s GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(slots=True)
class Counts:
    """All tallies of a company, grouped; sums are taken in memory (some hundred rows at most)."""

    membership_id: int
    rows: list[tuple[str, str, bool, bool, int | None, int]] = field(default_factory=list)

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

    def _fits(self, filters: Filters, row: tuple[str, str, bool, bool, int | None, int]) -> bool:
        folder, status, _pinned, awaiting_us, assignee_id, _amount = row
        if folder != filters.folder or (filters.status and status != filters.status):
            return False
        if filters.view == View.AWAITING_US:
            return awaiting_us
        if filters.view == View.MINE:
            return assignee_id == self.membership_id and status != Status.CLOSED
        if filters.view == View.UNASSIGNED:
            return assignee_id is None and status != Status.CLOSED
        return True


def counts_for(actor: Actor) -> Counts:
    """Read the tallies of the actor's company."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, [actor.company_id])
        return Counts(actor.membership_id, [(*row[:5], int(row[5])) for row in cursor.fetchall()])
