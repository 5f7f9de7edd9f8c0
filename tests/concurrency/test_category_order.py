"""Several administrators move categories at once: no deadlock, and the order stays one order."""

from collections.abc import Callable
from typing import Any

import pytest

from anliegen.common.tenancy import tenant
from anliegen.tickets.actions.category import create_category, place_category
from anliegen.tickets.models import Category
from tests.cast import Cast

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def test_moves_at_once_leave_one_order(committed: Cast, at_once: AtOnce) -> None:
    ben = committed.ben
    with tenant(ben.company_id, ben.user_id):
        for n in range(6):
            create_category(actor=ben.actor(), name=f"Nr. {n}", color="moss")
        ids = list(Category.objects.order_by("position").values_list("pk", flat=True))

    def place(moved: int, before: int | None) -> Callable[[], None]:
        def job() -> None:
            with tenant(ben.company_id, ben.user_id):
                place_category(actor=ben.actor(), category_id=moved, before=before)

        return job

    jobs = [
        place(pk, other) for pk, other in zip(ids, [*reversed(ids[1:]), None], strict=True) if pk != other
    ]
    assert at_once([*jobs, *jobs]) == [None] * (2 * len(jobs))
    with tenant(ben.company_id, ben.user_id):
        rows = list(Category.objects.order_by("position").values_list("pk", "position"))
    assert sorted(pk for pk, _position in rows) == sorted(ids)
    assert [position for _pk, position in rows] == list(range(len(ids)))
