"""The edit lock: one holder, what it refuses, and that nothing changes when it does."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from anliegen.common.errors import ForbiddenError, LockedError, NotFoundError
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Message
from anliegen.tickets.actions import change, lock
from anliegen.tickets.actions.bulk import apply_to_all
from anliegen.tickets.events import LockFreed
from anliegen.tickets.expired_locks import sweep_expired
from anliegen.tickets.lock import holder
from anliegen.tickets.models import Event, LockWaiter, Side
from anliegen.tickets.queries.filters import Filters
from anliegen.tickets.queries.overview import Window, rows_for
from tests.cast import Cast
from tests.conversation.acts import asked, support


def run_out(side: Side) -> None:
    """Let the lock run out by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_lock SET until = clock_timestamp() - interval '1 s' WHERE ticket_id = %s",
            [side.ticket_id],
        )


def test_one_holds_it_and_everybody_sees_who(world: Cast) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    held = lock.begin(actor=anna, number=side.number)
    assert held is not None
    assert 170 < (held.until - held.since).total_seconds() < 190
    assert lock.begin(actor=ben, number=side.number) is None
    found = holder(side.company_id, side.ticket_id)
    assert found is not None
    assert found.membership_id == anna.membership_id
    rows = {row.number: row.locked_by for row in rows_for(ben, Filters(), Window(0, 50, 50, 0))}
    assert rows[side.number] == anna.membership_id
    own = {row.number: row.locked_by for row in rows_for(anna, Filters(), Window(0, 50, 50, 0))}
    assert own[side.number] is None


def test_activity_prolongs_it_and_leaving_gives_it_back(world: Cast) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    held = lock.begin(actor=anna, number=side.number)
    assert held is not None
    longer = lock.go_on(actor=anna, number=side.number, token=held.token)
    assert longer is not None
    assert longer.until > held.until
    assert longer.token == held.token
    lock.leave(actor=anna, number=side.number, token=held.token)
    assert holder(side.company_id, side.ticket_id) is None
    assert lock.begin(actor=ben, number=side.number) is not None


def test_it_runs_out_and_is_prolonged_as_long_as_nobody_took_it(world: Cast) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    held = lock.begin(actor=anna, number=side.number)
    assert held is not None
    run_out(side)
    assert holder(side.company_id, side.ticket_id) is None
    assert lock.go_on(actor=anna, number=side.number, token=held.token) is not None
    run_out(side)
    assert lock.begin(actor=ben, number=side.number) is not None
    assert lock.go_on(actor=anna, number=side.number, token=held.token) is None


@pytest.mark.parametrize("forged", [0, 1, 2**40])
def test_a_forged_token_moves_nothing(world: Cast, forged: int) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    held = lock.begin(actor=anna, number=side.number)
    assert held is not None
    for token in (forged, held.token):
        assert lock.go_on(actor=ben, number=side.number, token=token) is None
        lock.leave(actor=ben, number=side.number, token=token)
    assert holder(side.company_id, side.ticket_id) == held


def test_a_second_window_takes_it_over_and_the_first_cannot_send(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    first = lock.begin(actor=anna, number=side.number)
    second = lock.begin(actor=anna, number=side.number)
    assert first is not None
    assert second is not None
    assert second.token > first.token
    assert second.since == first.since
    assert lock.go_on(actor=anna, number=side.number, token=first.token) is None
    before = Message.objects.count()
    arguments = {"actor": anna, "number": side.number, "html": "<p>x</p>"}
    with pytest.raises(LockedError):
        reply(**arguments, key=uuid.uuid4(), lock_token=first.token)  # type: ignore[arg-type]
    assert Message.objects.count() == before
    reply(**arguments, key=uuid.uuid4(), lock_token=second.token)  # type: ignore[arg-type]


CHANGES: list[Callable[..., object]] = [
    lambda actor, number, cast: reply(actor=actor, number=number, html="<p>x</p>", key=uuid.uuid4()),
    lambda actor, number, cast: change.change_status(actor=actor, number=number, status="closed"),
    lambda actor, number, cast: change.change_priority(actor=actor, number=number, priority=4),
    lambda actor, number, cast: change.assign(
        actor=actor, number=number, assignee_id=cast.paula.membership_id
    ),
    lambda actor, number, cast: change.categorise(
        actor=actor, number=number, category_ids=[cast.categories["technik"]]
    ),
]


@pytest.mark.parametrize("act", CHANGES)
def test_others_are_refused_and_nothing_changes(world: Cast, act: Callable[..., object]) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    lock.begin(actor=anna, number=side.number)
    state = list(Side.objects.filter(pk=side.pk).values()), Message.objects.count(), Event.objects.count()
    with pytest.raises(LockedError):
        act(ben, side.number, world)
    assert state == (
        list(Side.objects.filter(pk=side.pk).values()),
        Message.objects.count(),
        Event.objects.count(),
    )
    run_out(side)
    act(ben, side.number, world)
    assert Event.objects.count() > state[2]


def test_notes_stay_possible_and_a_bulk_says_which_was_locked(world: Cast) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    locked, free = asked(anna), asked(anna)
    lock.begin(actor=anna, number=locked.number)
    note(actor=ben, number=locked.number, html="<p>n</p>", key=uuid.uuid4())
    outcome = apply_to_all(actor=ben, numbers=[locked.number, free.number], what="status", value="closed")
    assert outcome.done == [free.number]
    assert list(outcome.refused) == [locked.number]


def test_each_side_of_a_support_request_has_its_own_lock(world: Cast) -> None:
    carla = world.carla.actor()
    side = support(carla)
    assert lock.begin(actor=carla, number=side.number) is not None
    olaf = world.olaf.actor()
    desk = Side.objects.get(ticket_id=side.ticket_id, company_id=olaf.company_id)
    assert lock.begin(actor=olaf, number=desk.number) is not None


def test_administrators_take_over_with_a_trace(world: Cast) -> None:
    anna, paula, ben = world.anna.actor(), world.paula.actor(), world.ben.actor()
    side = asked(anna)
    held = lock.begin(actor=anna, number=side.number)
    assert held is not None
    with pytest.raises(ForbiddenError):
        lock.take_over(actor=paula, number=side.number)
    assert holder(side.company_id, side.ticket_id) == held
    taken = lock.take_over(actor=ben, number=side.number)
    assert taken is not None
    assert taken.membership_id == ben.membership_id
    assert lock.go_on(actor=anna, number=side.number, token=held.token) is None
    entry = Event.objects.filter(ticket_id=side.ticket_id).latest("id")
    assert (entry.verb, entry.before, entry.actor_id) == ("lock", anna.membership_id, ben.membership_id)


def test_who_waits_is_told_once(world: Cast, published: list[object]) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    held = lock.begin(actor=anna, number=side.number)
    assert held is not None
    for _ in range(2):
        lock.wait(actor=ben, number=side.number, wanted=True)
    lock.leave(actor=anna, number=side.number, token=held.token)
    freed = [event for event in published if isinstance(event, LockFreed)]
    assert [event.waiters for event in freed] == [(ben.membership_id,)]
    assert not LockWaiter.objects.filter(ticket_id=side.ticket_id).exists()


def test_a_lock_that_ran_out_is_swept_and_told(world: Cast, published: list[object]) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side, other = asked(anna), asked(anna)
    lock.begin(actor=anna, number=side.number)
    lock.begin(actor=anna, number=other.number)
    lock.wait(actor=ben, number=side.number, wanted=True)
    run_out(side)
    assert sweep_expired() >= 1
    world.anna.actor()
    assert holder(other.company_id, other.ticket_id) is not None
    freed = [e for e in published if isinstance(e, LockFreed) and e.ticket_id == side.ticket_id]
    assert [event.waiters for event in freed] == [(ben.membership_id,)]


def test_other_companies_find_nothing(world: Cast) -> None:
    side = asked(world.anna.actor())
    Side.objects.filter(pk=side.pk).update(number=987_654)
    carla = world.carla.actor()
    for act in (lock.begin, lock.take_over):
        with pytest.raises(NotFoundError):
            act(actor=carla, number=987_654)
    world.anna.actor()
    assert holder(side.company_id, side.ticket_id) is None
