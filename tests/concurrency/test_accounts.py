"""Links and administrators under real concurrency: single use is single."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from anliegen.accounts.actions.invitations import accept, invite, new_link
from anliegen.accounts.actions.members import change_member
from anliegen.accounts.actions.password_reset import new_link as new_reset
from anliegen.accounts.actions.password_reset import reset_password
from anliegen.accounts.actor import for_membership
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.tenancy import tenant
from tests.cast import Cast, owner_rows

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def link(cast: Cast, person: str, email: str) -> str:
    admin = cast.people[person]
    with tenant(admin.company_id, admin.user_id):
        actor = for_membership(admin.membership_id)
        invitation = invite(actor=actor, email=email, name="Nora Neu", role="agent")
        made = new_link(invitation_id=invitation.pk)
    assert made
    return made[1]


def test_of_fifty_who_use_an_invitation_one_joins(committed: Cast, at_once: AtOnce) -> None:
    token = link(committed, "chris", "nora@suedhof.example")

    def job(n: int) -> Callable[[], Any]:
        return lambda: accept(token=token, name=f"Nora {n}", password=f"Noras Wort Nummer {n}")

    results = at_once([job(n) for n in range(50)])
    refused = [r for r in results if isinstance(r, BaseException)]
    assert len(refused) == 49
    assert {type(r) for r in refused} <= {NotFoundError, RefusedError}, refused
    rows = owner_rows(
        "SELECT m.id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id WHERE u.email = %s",
        "nora@suedhof.example",
    )
    assert len(rows) == 1


def test_two_companies_invite_the_same_new_person_at_once(committed: Cast, at_once: AtOnce) -> None:
    tokens = [link(committed, who, "nina@frei.example") for who in ("chris", "olga")]

    def job(token: str) -> Callable[[], Any]:
        return lambda: accept(token=token, name="Nina", password="Ninas Wort Nummer 1")

    results = at_once([job(t) for t in tokens])
    refused = [r for r in results if isinstance(r, BaseException)]
    # The second finds an account by then and is asked for its password; nothing breaks.
    assert [type(r) for r in refused] == [RefusedError]
    assert owner_rows("SELECT count(*) FROM accounts_user WHERE email = 'nina@frei.example'") == [(1,)]


def test_of_fifty_who_use_a_reset_link_one_sets_the_password(committed: Cast, at_once: AtOnce) -> None:
    token = link(committed, "chris", "rita@suedhof.example")
    user = accept(token=token, name="Rita", password="Ritas Wort Nummer 1")
    made = new_reset(user_id=user.pk)
    assert made

    def job(n: int) -> Callable[[], Any]:
        word = f"Ritas neues Wort {n}"
        return lambda: reset_password(token=made[1], new=word, again=word)

    results = at_once([job(n) for n in range(50)])
    refused = [r for r in results if isinstance(r, BaseException)]
    assert len(refused) == 49
    assert {type(r) for r in refused} == {NotFoundError}, refused


def test_two_administrators_who_demote_each_other_leave_one(committed: Cast, at_once: AtOnce) -> None:
    olga, olaf = committed.olga, committed.olaf

    def to(person: Any, by: Any, role: str) -> Callable[[], Any]:
        def job() -> Any:
            with tenant(by.company_id, by.user_id):
                actor = for_membership(by.membership_id)
                return change_member(
                    actor=actor, membership_id=person.membership_id, role=role, is_active=True
                )

        return job

    to(olaf, olga, "admin")()
    try:
        results = at_once([to(olaf, olga, "agent"), to(olga, olaf, "agent")])
        left = owner_rows(
            "SELECT count(*) FROM accounts_membership WHERE company_id = %s AND role = 'admin' AND is_active",
            olga.company_id,
        )
        assert left == [(1,)], results
    finally:
        owner_rows("UPDATE accounts_membership SET role = 'admin' WHERE id = %s", olga.membership_id)
        owner_rows("UPDATE accounts_membership SET role = 'agent' WHERE id = %s", olaf.membership_id)


def test_guesses_at_once_are_all_counted(committed: Cast, at_once: AtOnce) -> None:
    cache.clear()

    def guess() -> int:
        try:
            form = {"login": committed.paula.email, "password": "falsch geraten"}
            return Client().post("/anmelden/", form).status_code
        finally:
            connections["counters"].close()

    statuses = at_once([guess for _ in range(24)])
    cache.clear()
    assert sorted(set(statuses)) == [422, 429], statuses
    assert statuses.count(422) <= 5
