"""Two colleagues at once: every call is counted, nobody hears of the own doing, no deadlock."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from anliegen.accounts.actor import for_membership
from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.note import note
from anliegen.notifications.actions import mark_all_read
from anliegen.notifications.models import Notification
from anliegen.notifications.queries import page_for
from tests.cast import Cast, Person
from tests.tickets.test_isolation import internal

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def inside(person: Person, job: Callable[[], Any]) -> Any:
    with tenant(person.company_id, person.user_id):
        return job()


def rows(person: Person, number: int) -> list[Any]:
    """Return the person's notices about one ticket."""
    return [
        n
        for n in inside(person, lambda: page_for(for_membership(person.membership_id)).rows)
        if n.number == number
    ]


def say(person: Person, number: int, html: str) -> Callable[[], Any]:
    def job() -> Any:
        return inside(
            person,
            lambda: note(
                actor=for_membership(person.membership_id), number=number, html=html, key=uuid.uuid4()
            ),
        )

    return job


def test_colleagues_who_call_each_other_at_once(committed: Cast, at_once: AtOnce) -> None:
    number = inside(committed.paula, lambda: internal(committed.paula).number)
    jobs = []
    for n in range(10):
        jobs.append(say(committed.anna, number, f"<p>{n} @Ben Brandt @Paula Petersen</p>"))
        jobs.append(say(committed.ben, number, f"<p>{n} @Anna Ahrens @Paula Petersen @Ben Brandt</p>"))
    failures = [r for r in at_once(jobs) if isinstance(r, BaseException)]
    assert not failures
    assert [(n.kind, n.times) for n in rows(committed.anna, number)] == [("mention", 10)]
    assert [(n.kind, n.times) for n in rows(committed.ben, number)] == [("mention", 10)]
    assert [(n.kind, n.times) for n in rows(committed.paula, number)] == [("mention", 20)]


def test_reading_while_new_calls_arrive_loses_none(committed: Cast, at_once: AtOnce) -> None:
    number = inside(committed.ben, lambda: internal(committed.ben).number)
    anna = committed.anna

    def read() -> Any:
        actor = for_membership(anna.membership_id)
        return mark_all_read(actor=actor, upto=page_for(actor).newest)

    jobs: list[Callable[[], Any]] = []
    for n in range(10):
        jobs += [say(committed.ben, number, f"<p>{n} @Anna Ahrens</p>"), lambda: inside(anna, read)]
    failures = [r for r in at_once(jobs) if isinstance(r, BaseException)]
    assert not failures
    assert sum(n.times for n in rows(anna, number)) == 10
    unread = inside(
        anna,
        lambda: Notification.objects.filter(
            membership_id=anna.membership_id, ticket__sides__number=number, read_at=None
        ).count(),
    )
    assert unread <= 1


def test_the_bell_is_told_after_the_commit_and_only_the_persons(committed: Cast) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("LISTEN anliegen")
    try:
        number = inside(committed.ben, lambda: internal(committed.ben).number)
        say(committed.ben, number, "<p>@Anna Ahrens</p>")()
        heard = connections["owner"].connection.notifies(timeout=3)
        bells = [body for n in heard if (body := json.loads(n.payload))["kind"] == "bell"]
        expected = {
            "kind": "bell",
            "company": committed.anna.company_id,
            "membership": committed.anna.membership_id,
        }
        assert bells == [expected]
    finally:
        connections["owner"].close()
