"""Taking back and releasing at once: exactly one of them happens, and a message that is out stays."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from anliegen.common.errors import NotFoundError, StaleError
from anliegen.conversation.actions import post
from anliegen.conversation.actions.release import let_go
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.actions.take_back import take_back
from anliegen.conversation.models import Message
from anliegen.tickets.models import Event, Side, Ticket
from tests.cast import Cast, Person
from tests.conversation.acts import asked

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], object]]], list[object]]


def sent(person: Person, left: timedelta, monkeypatch: pytest.MonkeyPatch) -> tuple[Side, Message]:
    """Commit a ticket and a reply of which only so much time is left before others see it."""
    monkeypatch.setattr(post, "HOLD", left)
    with transaction.atomic():
        side = asked(person.actor())
        message = reply(
            actor=person.actor(), number=side.number, html="<p>Gern</p>", key=uuid.uuid4(), held=True
        )
    return side, message


def taken_back(person: Person, side: Side, message: Message) -> bool:
    with transaction.atomic():
        take_back(actor=person.actor(), number=side.number, message_id=message.pk)
    return True


def released(person: Person, message: Message) -> bool:
    """Try until the time has come or the message is gone."""
    while not let_go(person.company_id, message.pk):
        with transaction.atomic():
            person.actor()
            if not Message.objects.filter(pk=message.pk).exists():
                return False
    return True


@pytest.mark.parametrize("left", [1.0, 1.02, 1.05, 1.1, 1.2, 5.0])
def test_of_taking_back_and_releasing_one_happens(
    committed: Cast, at_once: AtOnce, left: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = committed.anna
    side, message = sent(anna, timedelta(seconds=left), monkeypatch)
    results = at_once(
        [lambda: released(anna, message), *[lambda: taken_back(anna, side, message) for _ in range(4)]]
    )
    out = results[0]
    back = True in results[1:]
    assert out is not back
    assert all(isinstance(r, bool | StaleError) for r in results)
    with transaction.atomic():
        anna.actor()
        assert Message.objects.filter(pk=message.pk, held_until=None).exists() is out
        assert Ticket.objects.get(pk=side.ticket_id).message_count == (2 if out else 1)
        verbs = list(Event.objects.filter(ticket_id=side.ticket_id).values_list("verb", flat=True))
        assert (verbs.count("message"), verbs.count("taken_back")) == ((2, 0) if out else (1, 1))


def test_a_taking_back_that_commits_too_late_takes_nothing_back(
    committed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = committed.anna
    side, message = sent(anna, timedelta(seconds=1.5), monkeypatch)

    def hang() -> None:
        with transaction.atomic():
            take_back(actor=anna.actor(), number=side.number, message_id=message.pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(1.6)")

    with pytest.raises((IntegrityError, StaleError)):
        hang()
    with transaction.atomic():
        anna.actor()
        assert Message.objects.filter(pk=message.pk).exists()
    assert let_go(anna.company_id, message.pk) == 1


def test_a_repetition_that_meets_the_taking_back_sends_nothing(
    committed: Cast, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, key = committed.anna, uuid.uuid4()
    monkeypatch.setattr(post, "HOLD", timedelta(seconds=60))
    with transaction.atomic():
        side = asked(anna.actor())
        message = reply(actor=anna.actor(), number=side.number, html="<p>Gern</p>", key=key, held=True)

    def again() -> object:
        with transaction.atomic():
            return reply(actor=anna.actor(), number=side.number, html="<p>Gern</p>", key=key, held=True).pk

    at_once([again, again, lambda: taken_back(anna, side, message), again, again])
    with transaction.atomic():
        anna.actor()
        assert Message.objects.filter(ticket_id=side.ticket_id).count() == 1
    with transaction.atomic(), pytest.raises(NotFoundError):
        take_back(actor=anna.actor(), number=side.number, message_id=message.pk + 10_000)
