"""What has happened, told to whoever listens, inside the transaction in which it happened.

An event is a frozen dataclass in the past tense that carries ids, never words or rows.
Who listens is written in one place, `config/wiring.py`; a handler that fails rolls all back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. `company_id` is the company on whose behalf it happened."""

    company_id: int


Handler = Callable[[Any], None]
_handlers: dict[type[Event], Sequence[Handler]] = {}


def wire(table: Mapping[type[Event], Sequence[Handler]]) -> None:
    """Replace the table of handlers. Called once, at start-up, by `config/wiring.py`."""
    _handlers.clear()
    _handlers.update(table)


def publish(event: Event) -> None:
    """Call the event's handlers in their order, in the open transaction.

    Raises RuntimeError outside a transaction: half of the effects would stay.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was published outside a transaction.")
    for handler in _handlers.get(type(event), ()):
        handler(event)
