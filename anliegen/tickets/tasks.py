"""The tickets' background work."""

from anliegen.common.jobs import work
from anliegen.tickets.expired_locks import sweep_expired
from anliegen.tickets.trash import empty_overdue


@work("tickets.expired_locks", every="* * * * *")
def expired_locks(timestamp: int) -> None:
    """Tell, every minute, those who wait for a ticket whose lock ran out."""
    sweep_expired()


@work("tickets.empty_trash", every="17 3 * * *")
def empty_trash(timestamp: int) -> None:
    """Erase, every night, what has lain in the trash for 30 days."""
    empty_overdue()
