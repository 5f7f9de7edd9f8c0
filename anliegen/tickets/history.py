"""The one way to write history: an append-only row, and the event for whoever listens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from anliegen.common.clock import now
from anliegen.common.events import publish
from anliegen.tickets.events import TicketEvent
from anliegen.tickets.models import Event


def record(
    event: TicketEvent,
    verb: str,
    *,
    before: Any = None,
    after: Any = None,
    origin: str = "web",
    at: datetime | None = None,
    after_entries: Sequence[Event] = (),
) -> None:
    """Append an entry for the event and publish it.

    `verb` is a key such as "status"; `before` and `after` are ids or keys, never words. The other
    side sees the entry exactly if the event names it as `peer_id`. The ticket's row must be locked
    by the caller: the chain of digests needs a single writer. `after_entries` have waited for this one
    (`entry_of`) and are appended before it, in the same statement.
    """
    entry = entry_of(event, verb, before=before, after=after, origin=origin, at=at)
    Event.objects.bulk_create([*after_entries, entry])
    publish(event)


def entry_of(
    event: TicketEvent,
    verb: str,
    *,
    before: Any = None,
    after: Any = None,
    origin: str = "web",
    at: datetime | None = None,
) -> Event:
    """Return an entry for the event that is yet to be appended."""
    return Event(
        company_id=event.company_id,
        peer_id=event.peer_id,
        ticket_id=event.ticket_id,
        verb=verb,
        actor_id=event.membership_id,
        origin=origin,
        before=before,
        after=after,
        at=at or now(),
    )
