"""Rows of the tickets package."""

from .category import Category, SideCategory
from .event import Event
from .lock import Lock, LockWaiter
from .presence import Presence
from .read_mark import ReadMark
from .sequence import NumberSequence
from .side import Side
from .tally import DayTally, Tally
from .ticket import Ticket
from .view import SavedView

__all__ = [
    "Category",
    "DayTally",
    "Event",
    "Lock",
    "LockWaiter",
    "NumberSequence",
    "Presence",
    "ReadMark",
    "SavedView",
    "Side",
    "SideCategory",
    "Tally",
    "Ticket",
]
