"""Two and more connections on the real database: numbers, counts, double sends, no deadlock."""

import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from anliegen.accounts.actor import for_membership
from anliegen.common.errors import StaleError
from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.start import start
from anliegen.conversation.models import Message
from anliegen.customers.actions.save import create_customer
from anliegen.customers.models import Customer
from anliegen.customers.record import CustomerInput
from anliegen.tickets.actions.change import assign, change_priority, change_status
from anliegen.tickets.actions.folder import move
from anliegen.tickets.models import Side
from anliegen.tickets.queries.counts import counts_for
from anliegen.tickets.queries.filters import Filters
from tests.cast import Cast, Person, owner_rows
from tests.tickets.test_isolation import internal, support

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


class AbortError(Exception):
    pass


def inside(person: Person, job: Callable[[], Any]) -> Any:
    with tenant(person.company_id, person.user_id):
        return job()


def test_numbers_have_no_gaps_under_50_writers_with_aborts(committed: Cast, at_once: AtOnce) -> None:
    def write(n: int) -> Callable[[], Any]:
        def job() -> Any:
            def act() -> int:
                side = support(committed.carla, committed) if n % 5 == 0 else internal(committed.carla)
                if n % 3 == 0:
                    raise AbortError
                return side.number

            return inside(committed.carla, act)

        return job

    results = at_once([write(n) for n in range(150)])
    failures = [r for r in results if isinstance(r, BaseException) and not isinstance(r, AbortError)]
    assert not failures
    company = committed.companies["suedhof"]
    numbers = [
        n for (n,) in owner_rows("SELECT number FROM tickets_side WHERE company_id = %s ORDER BY 1", company)
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_counts_are_exact_after_many_changes_at_once(committed: Cast, at_once: AtOnce) -> None:
    with tenant(committed.anna.company_id):
        numbers = [internal(committed.anna).number for _ in range(12)]

    def change(n: int) -> Callable[[], Any]:
        chance = random.Random(n)

        def act() -> Any:
            person = (committed.anna, committed.ben, committed.paula)[n % 3]
            actor = for_membership(person.membership_id)
            number = chance.choice(numbers)
            which = n % 4
            if which == 0:
                return change_status(
                    actor=actor, number=number, status=chance.choice(["open", "waiting", "closed"])
                )
            if which == 1:
                return assign(
                    actor=actor, number=number, assignee_id=chance.choice([person.membership_id, None])
                )
            if which == 2:
                return change_priority(actor=actor, number=number, priority=chance.randint(1, 4))
            return move(actor=actor, number=number, folder=chance.choice(["inbox", "spam", "trash"]))

        return lambda: inside(committed.anna, act)

    results = at_once([change(n) for n in range(200)])
    assert not [r for r in results if isinstance(r, BaseException)]
    company = committed.companies["nordwerk"]
    assert tally("tickets_tally", "assignee_id, awaiting_us", company) == truth(
        "assignee_id, awaiting_us", company
    )
    with tenant(committed.anna.company_id):
        actor = for_membership(committed.anna.membership_id)
        assert counts_for(actor).of(Filters()) == Side.objects.filter(folder="inbox").count()
    assert tally("tickets_day_tally", "day", company) == truth(
        "(activity_at AT TIME ZONE 'UTC')::date", company
    )


def tally(table: str, more: str, company: int) -> set[tuple[Any, ...]]:
    return set(
        owner_rows(
            f"SELECT folder, status, pinned, {more}, sum(amount)::int FROM {table} WHERE company_id = %s"
            f" GROUP BY folder, status, pinned, {more} HAVING sum(amount) <> 0",
            company,
        )
    )


def truth(more: str, company: int) -> set[tuple[Any, ...]]:
    return set(
        owner_rows(
            f"SELECT folder, status, pinned, {more}, count(*)::int FROM tickets_side WHERE company_id = %s"
            f" GROUP BY folder, status, pinned, {more}",
            company,
        )
    )


def test_a_form_sent_twenty_times_at_once_is_taken_once(committed: Cast, at_once: AtOnce) -> None:
    with tenant(committed.anna.company_id):
        number = internal(committed.anna).number
    key = uuid.uuid4()

    def send() -> Any:
        def act() -> int:
            actor = for_membership(committed.anna.membership_id)
            return note(actor=actor, number=number, html="<p>einmal</p>", key=key).pk

        return inside(committed.anna, act)

    results = at_once([send for _ in range(20)])
    assert not [r for r in results if isinstance(r, BaseException)]
    assert len(set(results)) == 1
    with tenant(committed.anna.company_id):
        assert Message.objects.filter(idempotency_key=key).count() == 1


def test_a_customer_sent_twenty_times_at_once_is_made_once(committed: Cast, at_once: AtOnce) -> None:
    key, given = uuid.uuid4(), CustomerInput(name="Zwanzigmal & einmal", kind="firm")

    def send() -> Any:
        def act() -> int:
            actor = for_membership(committed.anna.membership_id)
            return create_customer(actor=actor, given=given, key=key).pk

        return inside(committed.anna, act)

    results = at_once([send for _ in range(20)])
    assert not [r for r in results if isinstance(r, BaseException)]
    assert len(set(results)) == 1
    with tenant(committed.anna.company_id):
        assert Customer.objects.filter(name=given.name).count() == 1


def test_a_ticket_sent_twenty_times_at_once_is_opened_once(committed: Cast, at_once: AtOnce) -> None:
    from anliegen.conversation.actions.counterparts import own_company

    key = uuid.uuid4()

    def send() -> Any:
        def act() -> int:
            actor = for_membership(committed.ben.membership_id)
            side = start(
                actor=actor, counterpart=own_company(actor), subject="Einmal", html="<p>x</p>", key=key
            )
            return side.number

        return inside(committed.ben, act)

    results = at_once([send for _ in range(20)])
    assert not [r for r in results if isinstance(r, BaseException)], results
    assert len(set(results)) == 1


def test_of_two_who_change_the_same_the_second_is_told(committed: Cast, at_once: AtOnce) -> None:
    with tenant(committed.anna.company_id):
        number = internal(committed.anna).number

    def to(priority: int) -> Callable[[], Any]:
        def act() -> Any:
            actor = for_membership(committed.anna.membership_id)
            return change_priority(actor=actor, number=number, priority=priority, seen=2)

        return lambda: inside(committed.anna, act)

    results = at_once([to(3), to(4)])
    assert len([r for r in results if isinstance(r, StaleError)]) == 1


def test_a_pooled_connection_forgets_its_tenant(committed: Cast) -> None:
    with tenant(committed.anna.company_id):
        assert Side.objects.count() >= 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.company', true)")
        assert not (cursor.fetchone() or ("",))[0]
    assert not Side.objects.exists()
