"""The deletion against the one who cancels it at the last moment: one of the two wins, never half of each."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from anliegen.accounts.actions import operate
from anliegen.accounts.actions.operate import Founding
from anliegen.accounts.actor import for_membership
from anliegen.common.errors import NotFoundError
from anliegen.common.tenancy import tenant
from anliegen.ops.company_deletion import Due, delete_company
from tests.cast import Cast, owner_rows

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def leaving(cast: Cast, slug: str) -> int:
    """Found a company whose 30 days are over."""
    with tenant(cast.olga.company_id, cast.olga.user_id):
        actor = for_membership(cast.olga.membership_id)
        given = Founding(f"Firma {slug}", slug, "", "Nele Neu", f"nele@{slug}.example")
        company = operate.found(actor=actor, given=given, key=uuid.uuid4())
        operate.mark_for_deletion(actor=actor, slug=slug, typed_name=company.name)
    owner_rows("UPDATE accounts_company SET deletion_due_at = now() WHERE id = %s", company.pk)
    return company.pk


@pytest.mark.parametrize("race", range(6))
def test_cancelling_and_deleting_at_once(committed: Cast, at_once: AtOnce, race: int) -> None:
    slug = f"rennen-{race}"
    company = leaving(committed, slug)

    def cancel() -> Any:
        with tenant(committed.olga.company_id, committed.olga.user_id):
            actor = for_membership(committed.olga.membership_id)
            return operate.cancel_deletion(actor=actor, slug=slug)

    def delete() -> bool:
        return delete_company(Due(company, committed.olga.company_id))

    jobs = [cancel, delete] if race % 2 else [delete, cancel]
    results = at_once(jobs)
    cancelled, deleted = (results[0], results[1]) if race % 2 else (results[1], results[0])
    rows = owner_rows("SELECT deletion_due_at FROM accounts_company WHERE id = %s", company)
    if deleted is True:
        # Cancelling found nothing any more, or found it before and changed nothing.
        assert rows == []
        assert isinstance(cancelled, NotFoundError), cancelled
        assert owner_rows("SELECT 1 FROM accounts_invitation WHERE company_id = %s", company) == []
    else:
        assert deleted is False
        assert rows == [(None,)]
        assert cancelled.suspended_at


def test_two_workers_delete_once(committed: Cast, at_once: AtOnce) -> None:
    company = leaving(committed, "rennen-zwei")
    results = at_once([lambda: delete_company(Due(company, committed.olga.company_id)) for _ in range(4)])
    assert sorted(results) == [False, False, False, True], results
    ledger = owner_rows("SELECT count(*) FROM accounts_erasure WHERE erased_company = %s", company)
    assert ledger == [(1,)]
