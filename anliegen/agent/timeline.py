"""The conversation as it is read: messages and quiet lines of history in the order they happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anliegen.accounts.access import Colleague
from anliegen.agent.shown import ShownMessage
from anliegen.agent.words import folder_word, priority_word, status_word
from anliegen.tickets.queries.labels import Label
from anliegen.tickets.queries.ticket import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """One quiet line: a symbol, a sentence and when."""

    symbol: str
    text: str
    at: datetime
    is_message: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in the history are called today."""

    people: dict[int, Colleague]
    labels: dict[int, Label]
    other_company: str
    company_id: int

    def person(self, entry: Entry) -> str:
        """Return who did it; of the other company, and through an open door, no person is named."""
        if entry.origin == "support":
            return _("Support")
        return entry.actor_name or self.other_company or _("System")

    def colleague(self, key: Any) -> str:
        return self.people[key].name if key in self.people else _("nobody")

    def categories(self, ids: Any) -> str:
        return ", ".join(self.labels[i].name for i in ids or [] if i in self.labels) or _("none")


def timeline(
    messages: list[ShownMessage], entries: list[Entry], names: Names
) -> Iterator[ShownMessage | Line]:
    """Merge messages and history by time. Both lists are in their own order already."""
    lines = [line for entry in entries if (line := line_of(entry, names))]
    both: list[ShownMessage | Line] = [*messages, *lines]
    return iter(sorted(both, key=lambda item: (item.at, not item.is_message)))


def line_of(entry: Entry, names: Names) -> Line | None:
    """Return the sentence for an entry, or None for what the conversation shows anyway."""
    who = names.person(entry)
    if entry.verb == "status":
        words = {"old": status_word(entry.before), "new": status_word(entry.after), "who": who}
        return Line(f"status-{entry.after}", _("%(who)s: status %(old)s → %(new)s") % words, entry.at)
    if entry.verb == "priority":
        words = {"old": priority_word(entry.before), "new": priority_word(entry.after), "who": who}
        return Line(f"priority-{entry.after}", _("%(who)s: priority %(old)s → %(new)s") % words, entry.at)
    if entry.verb == "assignee":
        words = {"who": who, "new": names.colleague(entry.after)}
        return Line("user-round", _("%(who)s assigned the ticket to %(new)s") % words, entry.at)
    return _rarer_line(entry, names, who)


def _rarer_line(entry: Entry, names: Names, who: str) -> Line | None:
    if entry.verb == "categories":
        words = {"who": who, "new": names.categories(entry.after)}
        return Line("tag", _("%(who)s: categories now %(new)s") % words, entry.at)
    if entry.verb == "folder":
        words = {"who": who, "old": folder_word(entry.before), "new": folder_word(entry.after)}
        return Line("folder", _("%(who)s: moved from %(old)s to %(new)s") % words, entry.at)
    if entry.verb == "portal":
        shown = _("%(who)s released the ticket to the customer portal")
        hidden = _("%(who)s took the ticket out of the customer portal")
        return Line(
            "eye" if entry.after else "eye-off", (shown if entry.after else hidden) % {"who": who}, entry.at
        )
    if entry.verb == "customer":
        given, taken = (
            _("%(who)s gave the ticket to a customer"),
            _("%(who)s took the customer away again"),
        )
        return Line("user-plus", (given if entry.after else taken) % {"who": who}, entry.at)
    if entry.verb == "lock":
        words = {"who": who, "old": names.colleague(entry.before)}
        return Line("lock", _("%(who)s took the ticket over from %(old)s") % words, entry.at)
    if entry.verb == "taken_back":
        words = {"who": who}
        return Line("rotate-ccw", _("%(who)s took a message back before it was sent") % words, entry.at)
    if entry.verb in {"continues", "continued"}:
        return _linked(entry, names)
    return None


def _linked(entry: Entry, names: Names) -> Line:
    """Each side knows the other ticket by its own number."""
    number = entry.after["number" if entry.company_id == names.company_id else "peer_number"]
    here = _("This ticket continues ticket #%(number)s") % {"number": number}
    there = _("Continued in ticket #%(number)s") % {"number": number}
    return Line("link", here if entry.verb == "continues" else there, entry.at)
