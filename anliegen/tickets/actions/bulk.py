"""One change for many tickets, each on its own: what one refuses does not stop the others."""

from collections.abc import Callable
from dataclasses import dataclass, field

from anliegen.accounts.actor import Actor
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError, StaleError
from anliegen.common.numbers import whole_number
from anliegen.tickets.access import visible_tickets
from anliegen.tickets.actions import change, folder
from anliegen.tickets.lifecycle import Status
from anliegen.tickets.models import Side

MOST = 5000
# After a person: whose assignment made the ticket one in progress is open again without it.
_REOPEN = "/open"


@dataclass(slots=True)
class Outcome:
    """What became of each ticket: numbers done, and number -> reason (a msgid) refused.

    `was` holds the tickets that have become something else, by the value that takes `back` what was done.
    """

    what: str = ""
    value: str = ""
    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    was: dict[str, list[int]] = field(default_factory=dict)

    @property
    def back(self) -> str:
        """Return the change that takes this one back; a category that was added is taken off again."""
        return _OPPOSITE.get(self.what, self.what)


def apply_to_all(
    *, actor: Actor, numbers: list[int], what: str, value: str, seen: str | None = None
) -> Outcome:
    """Apply one change to each ticket, in ascending order of numbers so that two runs never deadlock.

    `what` is a key of CHANGES, `value` its new value as text. A ticket that is no longer what was `seen`
    is refused: whoever takes a change back must not take back what a colleague has done since. Raises
    RefusedError for an unknown change or more than MOST tickets, ForbiddenError when the role may not
    change tickets.
    """
    if what not in CHANGES:
        raise RefusedError("This action does not exist.")
    if len(numbers) > MOST:
        raise RefusedError("Please choose at most 5,000 tickets at once.")
    if not actor.can("ticket.change"):
        raise ForbiddenError("ticket.change")
    outcome = Outcome(what, value.removesuffix(_REOPEN))
    before = _before(actor, numbers, what, value)
    opened = _opened(actor, numbers) if what == "assignee" else set()
    for number in sorted(set(numbers)):
        try:
            if seen is not None and before.get(number, seen) != seen:
                raise StaleError("Somebody else has changed this in the meantime.")
            side = CHANGES[what](actor, number, value)
            outcome.done.append(number)
            if before.get(number, outcome.value) != outcome.value:
                back = value if what in _OPPOSITE else before[number]
                if number in opened and side.ticket.status != Status.OPEN:
                    back += _REOPEN
                outcome.was.setdefault(back, []).append(number)
        except NotFoundError:
            outcome.refused[number] = "This ticket does not exist, or you are not allowed to see it."
        except RefusedError as refusal:
            outcome.refused[number] = refusal.reason
    return outcome


def _before(actor: Actor, numbers: list[int], what: str, value: str) -> dict[int, str]:
    """Return number -> what the ticket is before the change, in the words of its value (one statement).

    Of a category this is the category itself where the change would change nothing, else "".
    """
    rows = visible_tickets(actor).filter(number__in=numbers)
    if what in _OPPOSITE:
        chosen = whole_number(value)
        has = rows.values_list("number", "category_ids")
        return {number: value if (chosen in ids) == (what == "category") else "" for number, ids in has}
    column = "assignee_id" if what == "assignee" else what
    return {number: "" if old is None else str(old) for number, old in rows.values_list("number", column)}


def _opened(actor: Actor, numbers: list[int]) -> set[int]:
    rows = visible_tickets(actor).filter(number__in=numbers, status=Status.OPEN)
    return set(rows.values_list("number", flat=True))


def _status(actor: Actor, number: int, value: str) -> Side:
    return change.change_status(actor=actor, number=number, status=value)


def _priority(actor: Actor, number: int, value: str) -> Side:
    return change.change_priority(actor=actor, number=number, priority=whole_number(value, 9) or 0)


def _assignee(actor: Actor, number: int, value: str) -> Side:
    person, reopen = whole_number(value.removesuffix(_REOPEN)), value.endswith(_REOPEN)
    return change.assign(actor=actor, number=number, assignee_id=person, reopen=reopen)


def _category(actor: Actor, number: int, value: str) -> Side:
    return change.add_category(actor=actor, number=number, category_id=whole_number(value) or 0)


def _uncategory(actor: Actor, number: int, value: str) -> Side:
    return change.take_category(actor=actor, number=number, category_id=whole_number(value) or 0)


def _folder(actor: Actor, number: int, value: str) -> Side:
    return folder.move(actor=actor, number=number, folder=value)


CHANGES: dict[str, Callable[[Actor, int, str], Side]] = {
    "status": _status,
    "priority": _priority,
    "assignee": _assignee,
    "category": _category,
    "uncategory": _uncategory,
    "folder": _folder,
}
_OPPOSITE = {"category": "uncategory", "uncategory": "category"}
