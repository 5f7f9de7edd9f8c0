"""One change for many tickets, each on its own: what one refuses does not stop the others."""

from collections.abc import Callable
from dataclasses import dataclass, field

from anliegen.accounts.actor import Actor
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.common.numbers import whole_number
from anliegen.tickets.actions import change, folder
from anliegen.tickets.models import Side

MOST = 5000


@dataclass(slots=True)
class Outcome:
    """What became of each ticket: numbers done, and number -> reason (a msgid) refused."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def apply_to_all(*, actor: Actor, numbers: list[int], what: str, value: str) -> Outcome:
    """Apply one change to each ticket, in ascending order of numbers so that two runs never deadlock.

    `what` is a key of CHANGES, `value` its new value as text. Raises RefusedError for an unknown
    change or more than MOST tickets, ForbiddenError when the role may not change tickets.
    """
    if what not in CHANGES:
        raise RefusedError("This action does not exist.")
    if len(numbers) > MOST:
        raise RefusedError("Please choose at most 5,000 tickets at once.")
    if not actor.can("ticket.change"):
        raise ForbiddenError("ticket.change")
    outcome = Outcome()
    for number in sorted(set(numbers)):
        try:
            CHANGES[what](actor, number, value)
            outcome.done.append(number)
        except NotFoundError:
            outcome.refused[number] = "This ticket does not exist, or you are not allowed to see it."
        except RefusedError as refusal:
            outcome.refused[number] = refusal.reason
    return outcome


def _status(actor: Actor, number: int, value: str) -> Side:
    return change.change_status(actor=actor, number=number, status=value)


def _priority(actor: Actor, number: int, value: str) -> Side:
    return change.change_priority(actor=actor, number=number, priority=whole_number(value, 9) or 0)


def _assignee(actor: Actor, number: int, value: str) -> Side:
    return change.assign(actor=actor, number=number, assignee_id=whole_number(value))


def _category(actor: Actor, number: int, value: str) -> Side:
    return change.add_category(actor=actor, number=number, category_id=whole_number(value) or 0)


def _folder(actor: Actor, number: int, value: str) -> Side:
    return folder.move(actor=actor, number=number, folder=value)


CHANGES: dict[str, Callable[[Actor, int, str], Side]] = {
    "status": _status,
    "priority": _priority,
    "assignee": _assignee,
    "category": _category,
    "folder": _folder,
}
