"""Long conversations in parts: the latest first, everything earlier one click away."""

from dataclasses import dataclass
from datetime import datetime

from anliegen.accounts.actor import Actor
from anliegen.conversation.access import MESSAGES_SHOWN, Said, messages_of, visible_messages
from anliegen.tickets.models import Side

# So many later messages stand below one that an address leads to.
_BELOW = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the conversation, and from when until when its lines of history belong to it.

    `earlier` is what leads to the stretch above, None at the beginning.
    """

    said: list[Said]
    earlier: int | None
    since: datetime | None
    until: datetime | None

    @property
    def is_latest(self) -> bool:
        return self.until is None


def part_of(actor: Actor, side: Side, *, before: int | None = None, showing: int | None = None) -> Part:
    """Return the latest part, the part that ends before a message, or the part that shows a message.

    What is no message of this ticket leads to the latest part: an old address never fails. Two
    statements for the latest part, one or two more for another.
    """
    if showing:
        before = _end_of_part_with(actor, side, showing)
    until = None
    if before:
        rows = visible_messages(actor, side).filter(pk=before)
        until = rows.values_list("created_at", flat=True).first()
    said = messages_of(actor, side, before if until else None, MESSAGES_SHOWN + 1)
    has_more = len(said) > MESSAGES_SHOWN
    said = said[-MESSAGES_SHOWN:]
    return Part(said, said[0].id if has_more else None, said[0].at if has_more else None, until)


def _end_of_part_with(actor: Actor, side: Side, message_id: int) -> int | None:
    """Return the message before which a part with the wanted one ends, None for the latest part."""
    rows = visible_messages(actor, side)
    latest = rows.order_by("-id").values_list("id", flat=True)[:MESSAGES_SHOWN]
    if message_id in latest or not rows.filter(pk=message_id).exists():
        return None
    later = rows.filter(pk__gt=message_id).order_by("id").values_list("id", flat=True)
    return later[_BELOW : _BELOW + 1].first()
