"""Ten agents at work in one company at once: no deadlock, no change that another one swallows."""

import itertools
import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from anliegen.accounts.actor import for_membership
from anliegen.accounts.models import Membership, User
from anliegen.common.errors import RefusedError
from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.note import note
from anliegen.tickets.actions.change import assign, categorise, change_priority, change_status
from anliegen.tickets.models import Side
from tests.cast import Cast, Person, owner_rows
from tests.conversation.acts import asked

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


@pytest.fixture
def ten(committed: Cast) -> list[Person]:
    """Ten more people of one company."""
    company, people = committed.companies["nordwerk"], []
    for n in range(10):
        email = f"{uuid.uuid4().hex}@nordwerk.example"
        user = User.objects.using("owner").create(email=email, name=f"Zehn {n}", password="!")
        member = Membership.objects.using("owner").create(company_id=company, user=user, role="agent")
        people.append(Person(user.name, email, user.pk, member.pk, company))
    return people


def tickets(person: Person, amount: int) -> list[int]:
    with tenant(person.company_id, person.user_id):
        return [asked(for_membership(person.membership_id)).number for _ in range(amount)]


def change_something(person: Person, number: int, technik: int, chance: random.Random) -> None:
    """Change one property of a ticket as somebody who has just looked at it, or write a note."""
    with tenant(person.company_id, person.user_id):
        actor = for_membership(person.membership_id)
        seen = Side.objects.select_related("ticket").get(company_id=person.company_id, number=number)
        status = chance.choice(["open", "waiting", "closed", "in_progress"])
        labels = [] if seen.category_ids else [technik]
        me, priority = person.membership_id, chance.randint(1, 4)
        chance.choice(
            [
                lambda: change_status(actor=actor, number=number, status=status, seen=seen.ticket.status),
                lambda: change_priority(
                    actor=actor, number=number, priority=priority, seen=seen.ticket.priority
                ),
                lambda: assign(actor=actor, number=number, assignee_id=me, seen=seen.assignee_id),
                lambda: categorise(actor=actor, number=number, category_ids=labels, seen=seen.category_ids),
                lambda: note(actor=actor, number=number, html="<p>Notiz</p>", key=uuid.uuid4()),
            ]
        )()


def test_ten_agents_on_five_tickets(committed: Cast, ten: list[Person], at_once: AtOnce) -> None:
    numbers, technik = tickets(ten[0], 5), committed.categories["technik"]

    def work(person: Person, seed: int) -> Callable[[], int]:
        chance = random.Random(seed)

        def job() -> int:
            refused = 0
            for _ in range(12):
                try:
                    change_something(person, chance.choice(numbers), technik, chance)
                except RefusedError:
                    refused += 1
            return refused

        return job

    results = at_once([work(person, n) for n, person in enumerate(ten)])
    assert all(isinstance(result, int) for result in results), results
    for number in numbers:
        assert_nothing_swallowed(ten[0].company_id, number)


def assert_nothing_swallowed(company: int, number: int) -> None:
    """Each change began where the one before it had ended, and the last one is what stands there now."""
    ((ticket, status, priority, assignee),) = owner_rows(
        "SELECT ticket_id, status, priority, assignee_id FROM tickets_side"
        " WHERE company_id = %s AND number = %s",
        company,
        number,
    )
    now = {"status": status, "priority": priority, "assignee": assignee}
    for verb, present in now.items():
        steps = owner_rows(
            "SELECT before #>> '{}', after #>> '{}' FROM tickets_event"
            " WHERE ticket_id = %s AND verb = %s ORDER BY id",
            ticket,
            verb,
        )
        for (_before, after), (then, _after) in itertools.pairwise(steps):
            assert then == after, (verb, steps)
        if steps:
            assert steps[-1][1] == (None if present is None else str(present)), verb


def test_of_ten_who_answer_at_once_nine_see_the_newer_state_and_keep_their_text(
    committed: Cast, ten: list[Person], at_once: AtOnce
) -> None:
    (number,) = tickets(ten[0], 1)
    ((news,),) = owner_rows(
        "SELECT news FROM tickets_side WHERE company_id = %s AND number = %s", ten[0].company_id, number
    )
    clients = [person.client() for person in ten]
    connections["default"].close()

    def send(n: int) -> Callable[[], Any]:
        body = {"body": f"Antwort von Person {n}", "key": str(uuid.uuid4()), "seen_news": str(news)}
        return lambda: clients[n].post(f"/tickets/{number}/antworten/", body)

    answers = at_once([send(n) for n in range(10)])
    assert sorted(a.status_code for a in answers) == [303] + [409] * 9, answers
    for n, answer in enumerate(answers):
        if answer.status_code == 409:
            page = answer.content.decode()
            assert f"Antwort von Person {n}" in page
            assert "Trotzdem senden" in page
    ((said,),) = owner_rows(
        "SELECT count(*) FROM conversation_message m JOIN tickets_side s USING (ticket_id)"
        " WHERE s.company_id = %s AND s.number = %s AND m.author = 'member'",
        ten[0].company_id,
        number,
    )
    assert said == 1
