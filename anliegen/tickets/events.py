"""What happens to tickets, in the past tense, ids only."""

from dataclasses import dataclass

from anliegen.common.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """Base: `peer_id` is the other side, if that side may know of it."""

    ticket_id: int
    peer_id: int | None = None
    membership_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TicketChanged(TicketEvent):
    """Status, priority, assignment, categories, folder or visibility changed; `verb` says which."""

    verb: str


@dataclass(frozen=True, kw_only=True)
class MessagePosted(TicketEvent):
    """`entered_by_id` is the employee who typed it in, also for a customer who has telephoned.

    `may_call`: an employee wrote it and it holds an @ before a word, so that looking for names is worth it.
    `was_held`: it waited for its time, and leaves now, however late that is.
    """

    message_id: int
    is_note: bool
    entered_by_id: int | None = None
    may_call: bool = False
    was_held: bool = False


@dataclass(frozen=True, kw_only=True)
class LockFreed(TicketEvent):
    """Nobody works on the ticket any more; `waiters` are the memberships that asked to hear of it."""

    waiters: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TicketErased(TicketEvent):
    """A side has deleted its ticket for good; numbers and history stay."""


@dataclass(frozen=True, kw_only=True)
class TicketRead(TicketEvent):
    """A person has had the conversation before their eyes. Not history: it concerns them alone."""
