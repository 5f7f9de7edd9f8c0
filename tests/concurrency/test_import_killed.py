"""The worker is killed in the middle of an import: it goes on where it was, and nothing is there twice."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from anliegen.accounts.models import Membership
from anliegen.customers.actions.imports import start_import
from anliegen.customers.models import Contact, Customer, CustomerImport
from tests.cast import Person
from tests.concurrency.test_double_send import committed, vera
from tests.concurrency.test_worker import rescue
from tests.customers.imports import uploaded

__all__ = ["vera"]
pytestmark = [pytest.mark.concurrency, pytest.mark.timeout(300)]
ROWS = 3000


@pytest.fixture
def boss(vera: Person) -> Person:
    Membership.objects.using("owner").filter(pk=vera.membership_id).update(role="admin")
    return vera


def started(person: Person) -> int:
    lines = [f"N{n};Kunde {n};K {n};k{n}@viele.example" for n in range(ROWS)]
    draft = uploaded(person, "\n".join(["Kundennummer;Firma;Kontakt;E-Mail", *lines]))
    return start_import(actor=person.actor(), public_id=draft.public_id).pk


def position(person: Person, run_id: int) -> int:
    with transaction.atomic():
        person.actor()
        return CustomerImport.objects.get(pk=run_id).position


def kill_in_the_middle(person: Person, run_id: int) -> int:
    """Start a worker, kill it once it has done a batch, and return how far the run was then."""
    worker = subprocess.Popen([sys.executable, "-m", "anliegen.ops.cli", "worker"], env=os.environ)
    try:
        deadline = time.monotonic() + 60
        while position(person, run_id) < 500 and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
    return position(person, run_id)


# A job that is taken, while nobody has a transaction open: just before its work, or just after it.
BETWEEN = """
SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE task_name = 'customers.import_rows' AND status = 'doing')
   AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                    AND pid <> pg_backend_pid() AND state IN ('active', 'idle in transaction'))
"""
LEFT = """
SELECT count(*) FROM procrastinate_jobs
 WHERE task_name = 'customers.import_rows' AND status IN ('todo', 'doing')
"""


def one(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def asleep(worker: "subprocess.Popen[bytes]") -> None:
    """Stop a worker with a job in its hands, as a pause of its machine does."""
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline
        os.kill(worker.pid, signal.SIGSTOP)
        if one(BETWEEN):
            return
        os.kill(worker.pid, signal.SIGCONT)
        time.sleep(0.001)


def are_there(person: Person, run_id: int) -> bool:
    """Say whether the import is done and every row is there once."""
    with transaction.atomic():
        person.actor()
        done = CustomerImport.objects.get(pk=run_id)
        counts = Customer.objects.count(), Contact.objects.count()
        return (done.state, done.created, done.refused, *counts) == ("done", ROWS, 0, ROWS, ROWS)


def test_a_worker_that_was_thought_dead_wakes_and_does_nothing_twice(boss: Person) -> None:
    run_id = committed(lambda: started(boss))
    worker = subprocess.Popen([sys.executable, "-m", "anliegen.ops.cli", "worker"], env=os.environ)
    try:
        asleep(worker)
        rescue()
        assert are_there(boss, run_id)
        os.kill(worker.pid, signal.SIGCONT)
        deadline = time.monotonic() + 60
        while one(LEFT) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
    assert one(LEFT) == 0
    assert are_there(boss, run_id)
    connection.close()


def test_a_killed_worker_takes_nothing_along(boss: Person) -> None:
    run_id = committed(lambda: started(boss))
    reached = kill_in_the_middle(boss, run_id)
    assert 500 <= reached < ROWS
    rescue()
    assert are_there(boss, run_id)
    connection.close()
