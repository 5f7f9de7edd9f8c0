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
pytestmark = pytest.mark.concurrency
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


def test_a_killed_worker_takes_nothing_along(boss: Person) -> None:
    run_id = committed(lambda: started(boss))
    reached = kill_in_the_middle(boss, run_id)
    assert 500 <= reached < ROWS
    rescue()
    with transaction.atomic():
        boss.actor()
        done = CustomerImport.objects.get(pk=run_id)
        assert (done.state, done.created, done.refused) == ("done", ROWS, 0)
        assert Customer.objects.count() == ROWS
        assert Contact.objects.count() == ROWS
    connection.close()
