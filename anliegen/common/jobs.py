"""Background work, enqueued in the same transaction as what it belongs to.

procrastinate stands behind it: its job row commits or rolls back with the rest.
Arguments are ids and short strings (JSON), never contents.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Work = TypeVar("Work", bound=Callable[..., Any])


def enqueue(task: str, *, delay_seconds: int = 0, **arguments: Any) -> None:
    """Put a task by its registered name into the queue; it starts after the commit."""
    schedule = {"seconds": delay_seconds} if delay_seconds else None
    app.configure_task(task, allow_unknown=True, schedule_in=schedule).defer(**arguments)


def enqueuing(task: str, arguments: str) -> str:
    """Return SQL that puts a task into the queue within another statement, once for each of its rows.

    Both are SQL of the program itself, never of a user; `arguments` builds the JSON out of the row.
    """
    return (
        f"procrastinate_defer_jobs_v1(ARRAY[('default', '{task}', 0, NULL, NULL, {arguments}, NULL)"
        "::procrastinate_job_to_defer_v1])"
    )


def work(name: str, *, attempts: int = 1, every: str = "", **options: Any) -> Callable[[Work], Work]:
    """Register a function as the task of this name; a package keeps its tasks in `tasks.py`.

    `attempts` says how often it is tried at most. With `every` (cron's notation, UTC) it runs by the
    clock, one at a time, and takes the time as its last argument.
    """

    def register(function: Work) -> Work:
        retry = RetryStrategy(max_attempts=attempts, wait=30) if attempts > 1 else False
        lock = name if every else None
        task = app.task(name=name, retry=retry, queueing_lock=lock, **options)(function)
        if every:
            app.periodic(cron=every)(task)
        return function

    return register
