"""The real worker on real jobs: previews are made, and what a dead worker left is done again."""

import contextlib

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from anliegen.common.jobs import enqueue
from anliegen.conversation.models import Attachment
from tests.cast import Person
from tests.concurrency.test_double_send import committed, vera
from tests.conversation.acts import uploaded
from tests.conversation.test_previews import picture

__all__ = ["vera"]
pytestmark = pytest.mark.concurrency


def work() -> None:
    """Do all jobs that are due, then stop."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def rescue() -> None:
    """A day after a worker's death, as far as the queue is concerned: do what it has left."""
    run("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'")
    with contextlib.suppress(AlreadyEnqueued):  # by the clock, at this very minute
        enqueue("ops.rescue_stalled", timestamp=0)
    work()
    work()


def state(person: Person, file_id: int) -> str:
    with transaction.atomic():
        person.actor()
        return Attachment.objects.get(pk=file_id).preview


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_previews_are_made_after_the_upload(vera: Person) -> None:
    file_id = committed(lambda: uploaded(vera.actor(), picture(), "x.png").pk)
    assert state(vera, file_id) == "pending"
    work()
    assert state(vera, file_id) == "ready"


def test_the_job_of_a_dead_worker_is_done_again(vera: Person) -> None:
    file_id = committed(lambda: uploaded(vera.actor(), picture((30, 30)), "x.png").pk)
    run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
    run(
        "UPDATE procrastinate_jobs SET status = 'doing',"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)"
        " WHERE status = 'todo' AND task_name = 'conversation.preview'"
    )
    rescue()
    assert state(vera, file_id) == "ready"
