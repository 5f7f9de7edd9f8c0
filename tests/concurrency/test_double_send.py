"""A form sent twice at once is taken once; colleagues at one ticket neither lose nor block each other."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from anliegen.accounts.models import Company, Membership, User
from anliegen.conversation.actions.counterparts import own_company
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.actions.start import start
from anliegen.conversation.models import Message
from anliegen.tickets.models import Event, Side
from tests.cast import Cast, Person
from tests.conversation.acts import asked, internal

pytestmark = pytest.mark.concurrency


@pytest.fixture
def vera(cast: Cast, db_open: None) -> Person:
    """Somebody of a company of her own, because what this test does stays in the database."""
    slug = f"eile-{uuid.uuid4().hex[:8]}"
    company = Company.objects.using("owner").create(slug=slug, name="Eile")
    user = User.objects.using("owner").create(email=f"vera@{slug}.example", name="Vera Voss")
    member = Membership.objects.using("owner").create(company_id=company.pk, user=user, role="agent")
    return Person("Vera Voss", user.email, user.pk, member.pk, company.pk)


def committed(act: Callable[[], int]) -> int:
    """Run something in a transaction and a connection of its own."""
    try:
        with transaction.atomic():
            return act()
    finally:
        connection.close()


def at_once(acts: list[Callable[[], int]]) -> list[int]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(committed, acts))


def test_ten_times_the_same_answer_is_one(vera: Person) -> None:
    number = committed(lambda: asked(vera.actor()).number)
    key = uuid.uuid4()

    def send() -> int:
        return reply(actor=vera.actor(), number=number, html="<p>einmal</p>", key=key).pk

    assert len(set(at_once([send] * 10))) == 1
    with transaction.atomic():
        vera.actor()
        side = Side.objects.select_related("ticket").get(number=number)
        assert (Message.objects.count(), side.ticket.message_count) == (2, 2)
        assert Event.objects.filter(verb="status").count() == 1


def test_ten_times_the_same_new_ticket_is_one(vera: Person) -> None:
    key = uuid.uuid4()

    def create() -> int:
        actor = vera.actor()
        side = start(actor=actor, counterpart=own_company(actor), subject="Eins", html="<p>x</p>", key=key)
        return side.number

    assert at_once([create] * 10) == [1] * 10
    assert committed(lambda: internal(vera.actor()).number) == 2


def test_one_key_for_two_tickets_is_taken_once(vera: Person) -> None:
    numbers = [committed(lambda: asked(vera.actor()).number) for _ in range(2)]
    key = uuid.uuid4()

    def send(number: int) -> Callable[[], int]:
        return lambda: reply(actor=vera.actor(), number=number, html="<p>einmal</p>", key=key).pk

    assert len(set(at_once([send(n) for n in numbers * 3]))) == 1
    with transaction.atomic():
        vera.actor()
        assert Message.objects.filter(idempotency_key=key).count() == 1


def test_many_at_one_ticket_are_all_heard(vera: Person) -> None:
    number = committed(lambda: asked(vera.actor()).number)

    def write(turn: int) -> Callable[[], int]:
        act = reply if turn % 2 else note
        return lambda: act(actor=vera.actor(), number=number, html="<p>x</p>", key=uuid.uuid4()).pk

    assert len(set(at_once([write(turn) for turn in range(10)]))) == 10
    with transaction.atomic():
        vera.actor()
        side = Side.objects.select_related("ticket").get(number=number)
        newest = max(Message.objects.values_list("news", flat=True))
        assert (side.ticket.message_count, side.news) == (11, newest)
