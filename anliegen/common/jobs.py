"""Background work, enqueued in the same transaction as what it belongs to.

procrastinate stands behind it: its job row commits or rolls back with the rest.
Arguments are ids and short strings (JSON), never contents.
"""

from typing import Any

from procrastinate.contrib.django import app


def enqueue(task: str, *, delay_seconds: int = 0, **arguments: Any) -> None:
    """Put a task by its registered name into the queue; it starts after the commit."""
    schedule = {"seconds": delay_seconds} if delay_seconds else None
    app.configure_task(task, allow_unknown=True, schedule_in=schedule).defer(**arguments)
