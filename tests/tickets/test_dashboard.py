"""The figures of the start page, on days of Berlin, and what to do next."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from anliegen.common import clock
from anliegen.common.clock import BERLIN
from anliegen.tickets.models import Side, Ticket
from anliegen.tickets.queries.dashboard import DAYS, Day, Figures, figures_for, standing_read
from anliegen.tickets.queries.next import CRITICAL_SHOWN, MINE_SHOWN, next_for
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import asked, internal, support


def midnight(days_ago: int = 0) -> datetime:
    """Return the beginning of a day in Berlin."""
    day = clock.today() - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN)


def at(side: Side, **moments: datetime | int | str | None) -> None:
    """Set times of a ticket; the trigger carries them to its sides, but for the one that never changes."""
    Ticket.objects.filter(pk=side.ticket_id).update(**moments)
    if "created_at" in moments:
        Side.objects.filter(ticket=side.ticket_id).update(created_at=moments["created_at"])


def flow(world: Cast) -> dict[int, tuple[int, int]]:
    """Return days ago -> (opened, closed) of Nordwerk."""
    days = figures_for(world.anna.actor()).days
    return {(clock.today() - day.day).days: (day.opened, day.closed) for day in days}


def test_a_day_begins_and_ends_at_midnight_in_berlin(world: Cast) -> None:
    anna = world.anna.actor()
    before = flow(world)
    last, first = asked(anna), asked(anna)
    at(last, created_at=midnight(3) - timedelta(seconds=1))
    at(first, created_at=midnight(3))
    after = flow(world)
    assert after[4][0] - before[4][0] == 1
    assert after[3][0] - before[3][0] == 1


def test_what_was_closed_counts_on_its_day_and_for_its_person(world: Cast) -> None:
    anna = world.anna.actor()
    before = figures_for(anna)
    for moment in (midnight(), midnight() - timedelta(seconds=1)):
        side = asked(anna)
        Side.objects.filter(pk=side.pk).update(assignee=world.paula.membership_id)
        at(side, status="closed", closed_at=moment)
    after = figures_for(anna)
    assert after.days[-1].closed - before.days[-1].closed == 1
    assert after.days[-2].closed - before.days[-2].closed == 1
    paula = world.paula.membership_id
    assert after.closed_today.get(paula, 0) - before.closed_today.get(paula, 0) == 1


def test_older_days_and_other_folders_do_not_count(world: Cast) -> None:
    anna = world.anna.actor()
    before = figures_for(anna)
    at(asked(anna), created_at=midnight(DAYS))
    spam = asked(anna)
    Side.objects.filter(pk=spam.pk).update(folder="spam")
    world.carla.actor()
    asked(world.carla.actor())
    after = figures_for(world.anna.actor())
    assert (after.opened, after.closed) == (before.opened, before.closed)
    assert len(after.days) == DAYS


def test_the_first_reply_is_the_median(world: Cast) -> None:
    chris = world.chris.actor()
    assert figures_for(chris).first_reply is None
    for minutes in (10, 20, 300):
        side = asked(chris)
        at(side, first_reply_at=side.ticket.created_at + timedelta(minutes=minutes))
    asked(chris)
    assert figures_for(chris).first_reply == timedelta(minutes=20)


def test_only_the_desk_measures_its_first_reply(world: Cast) -> None:
    side = support(world.chris.actor())
    at(side, first_reply_at=side.ticket.created_at + timedelta(minutes=7))
    assert figures_for(world.chris.actor()).first_reply is None
    assert figures_for(world.olaf.actor()).first_reply == timedelta(minutes=7)


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (0, [0, 1, 2, 3]),
        (3, [0, 1, 2, 3]),
        (4, [0, 2, 4, 6]),
        (15, [0, 5, 10, 15]),
        (700, [0, 500, 1000, 1500]),
    ],
)
def test_the_chart_has_round_numbers(highest: int, marks: list[int]) -> None:
    assert Figures([Day(clock.today(), 0, highest)], {}, None).marks == marks


def test_critical_tickets_come_with_the_longest_waiting_first(world: Cast) -> None:
    anna = world.anna.actor()
    sides = [asked(anna, priority=4) for _ in range(CRITICAL_SHOWN + 2)]
    for age, side in enumerate(sides):
        at(side, activity_at=clock.now() - timedelta(hours=age))
    at(sides[-1], status="closed", closed_at=clock.now())
    numbers = [row.number for row in next_for(anna).critical]
    assert numbers == [side.number for side in reversed(sides[1:-1])]


def test_my_next_tickets_are_mine_active_and_ordered(world: Cast) -> None:
    anna = world.anna.actor()
    sides = {name: internal(anna) for name in ("low", "old", "new", "urgent", "closed", "other", "trash")}
    for name, side in sides.items():
        person = world.paula if name == "other" else world.anna
        Side.objects.filter(pk=side.pk).update(assignee=person.membership_id)
    at(sides["low"], priority=1, activity_at=clock.now() - timedelta(days=9))
    at(sides["old"], activity_at=clock.now() - timedelta(days=2))
    at(sides["urgent"], priority=4)
    at(sides["closed"], status="closed", closed_at=clock.now())
    Side.objects.filter(pk=sides["trash"].pk).update(folder="trash")
    mine = [row.number for row in next_for(anna).mine]
    assert mine == [sides[name].number for name in ("urgent", "old", "new", "low")]


def test_the_lists_are_short_and_nobody_elses(world: Cast) -> None:
    carla = world.carla.actor()
    for _ in range(MINE_SHOWN + 1):
        side = internal(carla)
        Side.objects.filter(pk=side.pk).update(assignee=world.carla.membership_id)
    assert len(next_for(carla).mine) == MINE_SHOWN
    assert next_for(world.paula.actor()).mine == []


def test_the_oldest_in_progress_and_the_customers_who_are_silent(world: Cast) -> None:
    anna = world.anna.actor()
    before = standing_read(anna).now()
    edge = clock.now() - timedelta(days=DAYS)
    for moment, pinned in ((edge - timedelta(days=200), 2), (edge - timedelta(days=300), 4)):
        for status in ("in_progress", "waiting"):
            at(asked(anna, priority=pinned), status=status, activity_at=moment)
    at(asked(anna), status="waiting", activity_at=edge + timedelta(minutes=1))
    hidden = asked(anna)
    at(hidden, status="in_progress", activity_at=edge - timedelta(days=400))
    Side.objects.filter(pk=hidden.pk).update(folder="spam")
    after = standing_read(anna).now()
    assert after.silent - before.silent == 2
    assert after.oldest == edge - timedelta(days=300)  # the pinned one too
    olaf = world.olaf.actor()
    assert standing_read(olaf).now().oldest != after.oldest


def test_without_tickets_nothing_is_old(world: Cast) -> None:
    actor = world.anna.actor()
    Ticket.objects.filter(desk_id=actor.company_id).update(status="open")
    Side.objects.filter(company_id=actor.company_id).update(folder="trash")
    assert standing_read(actor).now() == (None, 0)


def test_what_lies_is_read_along_an_index_up_to_its_limit(world: Cast) -> None:
    read = standing_read(world.anna.actor())
    with connection.cursor() as cursor:
        # On a few rows everything costs the same; that there is a way without sorting holds for all.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {read.sql}", read.values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("on tickets_side") == plan.count("Index Cond:") == plan.count("Limit") == 2, plan
    assert "Sort" not in plan, plan


def test_each_costs_one_statement(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    for _ in range(5):
        asked(anna, priority=4)
    with budget(1):
        figures_for(anna)
    with budget(1):
        next_for(anna)


def test_the_figures_are_read_along_indexes(world: Cast) -> None:
    anna = world.anna.actor()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            # In this order only one index saves sorting: on a few rows all of them cost the same.
            "EXPLAIN SELECT closed_at FROM tickets_side WHERE company_id = %s AND closed_at >= %s"
            " ORDER BY closed_at",
            [anna.company_id, midnight(13)],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "side_closed" in plan
    assert "closed_at >=" in plan.split("Index Cond:")[1].splitlines()[0]
