"""A worker killed between the server's acceptance and the commit: nothing is missing, a double is known."""

import os
import signal
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from anliegen.common.clock import now
from anliegen.mail.models import OutgoingMail, State
from anliegen.mail.tasks import sweep
from tests.cast import Person
from tests.concurrency.test_double_send import vera
from tests.concurrency.test_worker import work
from tests.mail.post import Letterbox, note_to

__all__ = ["vera"]
pytestmark = pytest.mark.concurrency
MAILS = 5


def written(person: Person, number: int) -> None:
    with transaction.atomic():
        for index in range(number):
            note_to(person, f"kunde{index}@thal.example", key=str(uuid.uuid4()))


def rows(person: Person) -> list[OutgoingMail]:
    with transaction.atomic():
        person.actor()
        return list(OutgoingMail.objects.order_by("id"))


def killed_worker(smtp: Controller, letterbox: Letterbox) -> None:
    """Start a worker and kill it at the moment the mail server has accepted its first mail."""
    own = {
        "ANLIEGEN_SMTP_HOST": "127.0.0.1",
        "ANLIEGEN_SMTP_PORT": str(smtp.port),
        "ANLIEGEN_SMTP_STARTTLS": "0",
    }
    worker = subprocess.Popen([sys.executable, "-m", "anliegen.ops.cli", "worker"], env=os.environ | own)
    letterbox.before_answer = lambda: os.kill(worker.pid, signal.SIGKILL)
    try:
        assert worker.wait(60) == -signal.SIGKILL
    finally:
        worker.kill()
        letterbox.before_answer = lambda: None


def test_none_is_missing_and_a_double_carries_the_same_id(
    vera: Person, smtp: Controller, letterbox: Letterbox
) -> None:
    written(vera, MAILS)
    killed_worker(smtp, letterbox)
    assert letterbox.accepted
    left = rows(vera)
    assert State.QUEUED in {mail.state for mail in left}
    with transaction.atomic():
        vera.actor()
        reserved = OutgoingMail.objects.filter(state=State.QUEUED, tries__gt=0)
        assert reserved.count() >= 1, "what it was sending is reserved, and comes due by itself"
        # Others may have been taken by the dead worker too, but not begun.
        queued = OutgoingMail.objects.filter(state=State.QUEUED)
        queued.update(next_try_at=now() - timedelta(seconds=20))
    sweep(0)
    work()
    after = rows(vera)
    assert {mail.state for mail in after} == {State.SENT}
    got = [message["Message-ID"] for message in letterbox.accepted]
    assert set(got) == {mail.message_id for mail in after}, "none is missing"
    assert len(got) > MAILS, "the one it died of came twice, under the same id"
    assert len(got) <= MAILS + 2


def test_a_mail_of_a_transaction_that_failed_never_leaves(
    vera: Person, smtp: Controller, letterbox: Letterbox
) -> None:
    with transaction.atomic():
        assert note_to(vera, "kunde@thal.example").pk
        transaction.set_rollback(True)
    work()
    assert not rows(vera)
    assert not letterbox.accepted
