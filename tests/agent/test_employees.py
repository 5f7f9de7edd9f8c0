"""Employees: role and state, in force with the next request, and somebody always administers."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anliegen.accounts.actions.members import change_member
from anliegen.accounts.models import AuditEntry, Membership, Session
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.tickets.actions import lock
from tests.accounts.test_login import log_in
from tests.cast import Cast
from tests.conversation.acts import asked


def state(world: Cast, name: str) -> tuple[str, bool]:
    person = world.people[name]
    person.actor()
    member = Membership.objects.get(pk=person.membership_id)
    return member.role, member.is_active


def test_a_role_counts_with_the_next_request(world: Cast) -> None:
    ben, anna = world.ben.client(), world.anna.client()
    assert anna.get("/verwaltung/").status_code == 403
    path = f"/verwaltung/mitarbeitende/{world.anna.membership_id}/"
    assert ben.post(path, {"role": "admin", "active": "1"}).status_code == 303
    assert anna.get("/verwaltung/").status_code == 200
    assert ben.post(path, {"role": "agent", "active": "1"}).status_code == 303
    assert anna.get("/verwaltung/").status_code == 403


def test_who_is_deactivated_is_out_at_once_and_may_return(unlimited: Cast) -> None:
    ben, anna = unlimited.ben.client(), Client()
    log_in(anna, unlimited.anna.email)
    path = f"/verwaltung/mitarbeitende/{unlimited.anna.membership_id}/"
    assert ben.post(path, {"role": "agent"}).status_code == 303
    assert anna.get("/tickets/").status_code == 303
    assert anna.post("/konto/", {"name": "Anna"}).status_code == 401
    assert anna.get("/tickets/", headers={"HX-Request": "true"}).status_code == 401
    assert not Session.objects.filter(user_id=unlimited.anna.user_id).exists()
    assert log_in(Client(), unlimited.anna.email).status_code == 422
    assert ben.post(path, {"role": "agent", "active": "1"}).status_code == 303
    assert anna.get("/tickets/").status_code == 303, "the old session stays ended"
    assert log_in(anna, unlimited.anna.email).status_code == 302


def test_the_last_administrator_stays(world: Cast) -> None:
    ben = world.ben.client()
    path = f"/verwaltung/mitarbeitende/{world.ben.membership_id}/"
    for values in ({"role": "agent", "active": "1"}, {"role": "admin"}, {"role": "agent"}):
        response = ben.post(path, values)
        assert response.status_code == 422
        assert 'role="alert"' in response.text
    assert state(world, "ben") == ("admin", True)
    world.ben.actor()
    assert not AuditEntry.objects.exists()


def test_one_of_two_administrators_may_go(world: Cast) -> None:
    ben = world.ben.client()
    ben.post(f"/verwaltung/mitarbeitende/{world.anna.membership_id}/", {"role": "admin", "active": "1"})
    own = f"/verwaltung/mitarbeitende/{world.ben.membership_id}/"
    assert ben.post(own, {"role": "agent", "active": "1"}).status_code == 303
    assert state(world, "ben") == ("agent", True)
    assert ben.get("/verwaltung/").status_code == 403


def test_an_inactive_administrator_does_not_count(world: Cast) -> None:
    change_member(
        actor=world.ben.actor(), membership_id=world.sven.membership_id, role="admin", is_active=False
    )
    with pytest.raises(RefusedError, match="appoint another"):
        change_member(
            actor=world.ben.actor(), membership_id=world.ben.membership_id, role="agent", is_active=True
        )


@pytest.mark.parametrize("role", ["", "owner", "ADMIN"])
def test_an_unknown_role_is_refused(world: Cast, role: str) -> None:
    path = f"/verwaltung/mitarbeitende/{world.anna.membership_id}/"
    assert world.ben.client().post(path, {"role": role, "active": "1"}).status_code == 422
    assert state(world, "anna") == ("agent", True)


def test_only_administrators_and_only_of_this_company(world: Cast) -> None:
    with pytest.raises(ForbiddenError):
        change_member(
            actor=world.anna.actor(), membership_id=world.paula.membership_id, role="admin", is_active=True
        )
    with pytest.raises(NotFoundError):
        change_member(
            actor=world.chris.actor(), membership_id=world.anna.membership_id, role="admin", is_active=True
        )
    assert state(world, "anna") == ("agent", True)
    assert state(world, "paula") == ("agent", True)


def test_what_was_changed_is_on_record_and_stays(world: Cast) -> None:
    ben = world.ben.client()
    path = f"/verwaltung/mitarbeitende/{world.anna.membership_id}/"
    ben.post(path, {"role": "admin", "active": "1"})
    ben.post(path, {"role": "admin", "active": "1"})  # nothing new: no entry
    world.ben.actor()
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == (
        {"role": "agent", "active": True},
        {"role": "admin", "active": True},
    )
    page = ben.get("/verwaltung/protokoll/").text
    assert "Anna Ahrens" in page
    assert "Ben Brandt" in page
    for sql in ("UPDATE accounts_audit SET verb = 'x'", "DELETE FROM accounts_audit"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    world.chris.actor()
    assert not AuditEntry.objects.exists(), "of one company alone"


def test_the_record_is_read_in_parts(world: Cast, budget: type) -> None:
    actor = world.ben.actor()
    for n in range(120):
        AuditEntry.objects.create(
            company_id=actor.company_id, actor_id=actor.membership_id, verb="company", subject_id=n
        )
    ben = world.ben.client()
    seen, path, pages = 0, "/verwaltung/protokoll/", 0
    while path:
        with budget(10):
            page = ben.get(path).text
        seen += page.count("<tr><td>")
        pages += 1
        _before, _mark, rest = page.partition("/verwaltung/protokoll/?before=")
        path = f"/verwaltung/protokoll/?before={rest.split(chr(34))[0]}" if rest else ""
    assert (seen, pages) == (120, 3)
    for nonsense in ("x", "²", "-1", "9" * 40):
        assert ben.get("/verwaltung/protokoll/", {"before": nonsense}).status_code == 200


def test_the_list_shows_everybody_of_the_company_and_nobody_else(world: Cast) -> None:
    page = world.ben.client().get("/verwaltung/mitarbeitende/").text
    for name in ("Anna Ahrens", "Ben Brandt", "Paula Petersen", "Sven Suhr"):
        assert name in page
    assert "Carla" not in page
    assert "Olga" not in page


def test_the_warning_of_a_lock_uses_the_word_that_was_set(world: Cast) -> None:
    side = asked(world.anna.actor())
    lock.begin(actor=world.anna.actor(), number=side.number)

    def warning() -> str:
        page = world.paula.client().get(f"/tickets/{side.number}/").content.decode()
        return page[page.index("Bitte warten Sie") :][:120]

    assert "bis der Kollege das Ticket verlässt" in warning()
    path = f"/verwaltung/mitarbeitende/{world.anna.membership_id}/"
    world.ben.client().post(path, {"role": "agent", "active": "1", "word": "f"})
    assert "bis die Kollegin das Ticket verlässt" in warning()
    # A form that does not ask leaves the word as it is.
    world.ben.client().post(path, {"role": "agent", "active": "1"})
    assert "bis die Kollegin" in warning()


def test_of_two_administrators_who_change_the_same_the_second_is_told(world: Cast) -> None:
    ben = world.ben.client()
    path = f"/verwaltung/mitarbeitende/{world.anna.membership_id}/"
    world.ben.actor()
    seen = {"version": str(Membership.objects.get(pk=world.anna.membership_id).version)}
    assert f'name="version" value="{seen["version"]}"' in ben.get("/verwaltung/mitarbeitende/").text
    assert ben.post(path, {"role": "admin", "active": "1", **seen}).status_code == 303
    second = ben.post(path, {"role": "agent", **seen})
    assert second.status_code == 409
    assert "inzwischen geändert" in second.text
    assert state(world, "anna") == ("admin", True)
