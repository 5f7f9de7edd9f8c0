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
    message_id: int
    is_note: bool


@dataclass(frozen=True, kw_only=True)
class LockFreed(TicketEvent):
    """Nobody works on the ticket any more; `waiters` are the memberships that asked to hear of it."""

    waiters: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TicketErased(TicketEvent):
    """A side has deleted its ticket for good; numbers and history stay."""
