"""Two and more windows reach for the same lock at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest

from anliegen.accounts.actor import for_membership
from anliegen.tickets.actions import lock
from tests.cast import Cast, owner_rows
from tests.concurrency.test_races import inside
from tests.tickets.test_isolation import internal

pytestmark = pytest.mark.concurrency
RACES = 60


def test_each_race_has_exactly_one_holder(committed: Cast, at_once: Callable[..., list[Any]]) -> None:
    sides = [inside(committed.anna, lambda: internal(committed.anna)) for _ in range(RACES)]

    def reach(person: Any, number: int) -> Callable[[], Any]:
        def act() -> Any:
            return lock.begin(actor=for_membership(person.membership_id), number=number)

        return lambda: inside(person, act)

    jobs = [
        reach(person, side.number)
        for side in sides
        for person in (committed.anna, committed.paula, committed.ben)
    ]
    results = at_once(jobs)
    assert not [r for r in results if isinstance(r, BaseException)]
    for n, side in enumerate(sides):
        winners = [held for held in results[3 * n : 3 * n + 3] if held is not None]
        assert len(winners) == 1
        ((holder,),) = owner_rows(
            "SELECT membership_id FROM tickets_lock WHERE ticket_id = %s", side.ticket_id
        )
        assert holder == winners[0].membership_id
