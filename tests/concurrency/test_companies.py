"""Two administrators of the operator at once, and one form sent many times."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from anliegen.accounts.actions import operate
from anliegen.accounts.actions.operate import Founding
from anliegen.accounts.actor import for_membership
from anliegen.common.errors import RefusedError
from anliegen.common.tenancy import tenant
from tests.cast import Cast, owner_rows

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def founding(cast: Cast, slug: str, key: uuid.UUID) -> Callable[[], Any]:
    def job() -> Any:
        with tenant(cast.olga.company_id, cast.olga.user_id):
            given = Founding("Neue Firma", slug, "", "Nele Neu", f"nele@{slug}.example")
            return operate.found(actor=for_membership(cast.olga.membership_id), given=given, key=key).pk

    return job


def companies(slug: str) -> int:
    (row,) = owner_rows("SELECT count(*) FROM accounts_company WHERE slug = %s", slug)
    return int(str(row[0]))


def test_one_form_sent_twenty_times_founds_one_company(committed: Cast, at_once: AtOnce) -> None:
    key = uuid.uuid4()
    results = at_once([founding(committed, "neu-eins", key) for _ in range(20)])
    assert len(set(results)) == 1, results
    assert companies("neu-eins") == 1
    assert owner_rows("SELECT count(*) FROM customers_customer WHERE linked_company_id = %s", results[0]) == [
        (1,)
    ]
    assert owner_rows("SELECT count(*) FROM accounts_invitation WHERE company_id = %s", results[0]) == [(1,)]


def test_of_two_who_take_a_short_name_one_gets_it(committed: Cast, at_once: AtOnce) -> None:
    results = at_once([founding(committed, "neu-zwei", uuid.uuid4()) for _ in range(8)])
    refused = [r for r in results if isinstance(r, BaseException)]
    assert len(refused) == 7
    assert {(type(r), str(r)) for r in refused} == {(RefusedError, "This short name is taken.")}
    assert companies("neu-zwei") == 1


def test_two_who_shut_a_company_at_once_leave_one_entry(committed: Cast, at_once: AtOnce) -> None:
    (pk,) = at_once([founding(committed, "neu-drei", uuid.uuid4())])

    def shut() -> Any:
        with tenant(committed.olga.company_id, committed.olga.user_id):
            return operate.suspend(actor=for_membership(committed.olga.membership_id), slug="neu-drei")

    results = at_once([shut for _ in range(8)])
    assert not [r for r in results if isinstance(r, BaseException)], results
    verbs = owner_rows("SELECT verb FROM accounts_audit WHERE company_id = %s ORDER BY id", pk)
    assert verbs == [("suspended",)]
