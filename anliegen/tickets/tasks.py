"""The tickets' background work."""

from anliegen.common.jobs import work
from anliegen.tickets.trash import empty_overdue


@work("tickets.empty_trash", every="17 3 * * *")
def empty_trash(timestamp: int) -> None:
    """Erase, every night, what has lain in the trash for 30 days."""
    empty_overdue()
