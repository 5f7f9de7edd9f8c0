"""Which statuses exist and which changes are allowed, by whom: one table, no database."""

from datetime import timedelta
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    CLOSED = "closed"


class Folder(StrEnum):
    """Where a side keeps a ticket. Spam and trash are folders: out of them, a ticket is what it was."""

    INBOX = "inbox"
    SPAM = "spam"
    TRASH = "trash"
    ERASED = "erased"


class Cause(StrEnum):
    """What makes a status change."""

    AGENT = "agent"  # chosen by hand
    TAKEN = "taken"  # assigned to somebody by somebody who works on it
    ANSWERED = "answered"  # answered from the desk
    ASKED_BACK = "asked_back"  # answered, and now it is their turn
    SETTLED = "settled"  # answered and closed
    THEIR_ANSWER = "their_answer"  # the counterpart has written
    THEIR_CLOSING = "their_closing"  # the counterpart needs no more
    THEIR_REOPENING = "their_reopening"  # the counterpart still needs it


REOPENING_LIMIT = timedelta(days=14)
TRASH_LIMIT = timedelta(days=30)

_ANY = tuple(Status)

TRANSITIONS: dict[tuple[Status, Cause], Status] = {
    (Status.OPEN, Cause.TAKEN): Status.IN_PROGRESS,
    (Status.OPEN, Cause.ANSWERED): Status.IN_PROGRESS,
    (Status.CLOSED, Cause.ANSWERED): Status.CLOSED,
    (Status.WAITING, Cause.THEIR_ANSWER): Status.IN_PROGRESS,
    (Status.CLOSED, Cause.THEIR_ANSWER): Status.OPEN,
    (Status.CLOSED, Cause.THEIR_REOPENING): Status.OPEN,
    **{(status, Cause.THEIR_CLOSING): Status.CLOSED for status in _ANY},
    **{(status, Cause.ASKED_BACK): Status.WAITING for status in _ANY},
    **{(status, Cause.SETTLED): Status.CLOSED for status in _ANY},
}


def after(status: Status, cause: Cause) -> Status:
    """Return the status that the cause leads to; without an entry in the table nothing changes."""
    return TRANSITIONS.get((status, cause), status)


def may_choose(current: Status, wanted: Status) -> bool:
    """Say whether a person may set the wanted status by hand: any but the current one."""
    return current != wanted
