"""The bell, the list of notices, reading them, choosing kinds."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from anliegen.conversation.actions.note import note
from anliegen.notifications.models import Choice, Notification
from anliegen.notifications.tasks import forget_some
from anliegen.tickets.actions.change import assign
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.actions.read import set_read
from tests.cast import Cast, Person
from tests.conftest import Budget
from tests.conversation.acts import asked
from tests.notifications.acts import hush


@pytest.fixture(autouse=True)
def quiet(world: Cast) -> None:
    hush(world)


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def given(world: Cast, to: Person, times: int = 1, subject: str = "Heizung fällt aus") -> int:
    """Ben assigns tickets; returns the last one's number."""
    number = 0
    for _ in range(times):
        number = asked(world.ben.actor(), subject=subject).number
        assign(actor=world.ben.actor(), number=number, assignee_id=to.membership_id)
    return number


def unread_rows(world: Cast, person: Person) -> list[Notification]:
    person.actor()
    return list(Notification.objects.filter(membership_id=person.membership_id, read_at=None).order_by("id"))


def test_the_list_says_what_happened_and_leads_there(world: Cast, anna: Client) -> None:
    number = given(world, world.anna, subject="<b>Rohr</b> & Hahn")
    page = anna.get("/hinweise/").content.decode()
    assert "Ben Brandt hat Ihnen ein Ticket zugewiesen" in page
    assert f'href="/tickets/{number}/"' in page
    assert "&lt;b&gt;Rohr&lt;/b&gt; &amp; Hahn" in page
    assert 'data-unread="1"' in page


def test_an_empty_list_says_so(anna: Client) -> None:
    page = anna.get("/hinweise/").content.decode()
    assert "Es gibt nichts, was Sie betrifft." in page
    assert 'data-unread="0"' in page


def test_the_list_goes_on_below(world: Cast, anna: Client) -> None:
    given(world, world.anna, times=52)
    first = anna.get("/hinweise/").content.decode()
    assert first.count('<li class="notice') == 50
    position = first.split("?before=")[1].split('"')[0]
    assert anna.get(f"/hinweise/?before={position}").content.decode().count('<li class="notice') == 2


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 40, "١٢", "1 OR 1=1"])
def test_nonsense_in_the_address_shows_the_newest(world: Cast, anna: Client, before: str) -> None:
    given(world, world.anna)
    answer = anna.get("/hinweise/", {"before": before})
    assert answer.status_code == 200
    assert answer.content.decode().count('<li class="notice') == 1


def test_one_notice_is_read(world: Cast, anna: Client) -> None:
    given(world, world.anna, times=2)
    one, other = unread_rows(world, world.anna)
    assert anna.post("/hinweise/gelesen/", {"one": one.pk}).status_code == 303
    assert unread_rows(world, world.anna) == [other]


def test_all_shown_are_read_and_what_came_later_is_not(world: Cast, anna: Client) -> None:
    given(world, world.anna, times=2)
    newest = unread_rows(world, world.anna)[-1].position
    given(world, world.anna)
    anna.post("/hinweise/gelesen/", {"upto": newest})
    assert len(unread_rows(world, world.anna)) == 1


@pytest.mark.parametrize("values", [{}, {"upto": "x"}, {"upto": "-5"}, {"one": "9" * 30}])
def test_a_nonsense_form_reads_nothing(world: Cast, anna: Client, values: dict[str, Any]) -> None:
    given(world, world.anna)
    assert anna.post("/hinweise/gelesen/", values).status_code == 303
    assert len(unread_rows(world, world.anna)) == 1


def test_notices_of_others_cannot_be_read_away(world: Cast, anna: Client) -> None:
    given(world, world.paula)
    (theirs,) = unread_rows(world, world.paula)
    assert anna.post("/hinweise/gelesen/", {"one": theirs.pk}).status_code == 404
    carla = world.carla.client()
    assert carla.post("/hinweise/gelesen/", {"one": theirs.pk}).status_code == 404
    carla.post("/hinweise/gelesen/", {"upto": 2**62})
    anna.post("/hinweise/gelesen/", {"upto": 2**62})
    assert unread_rows(world, world.paula) == [theirs]


def test_reading_the_ticket_reads_its_notices(world: Cast) -> None:
    first, second = given(world, world.anna), given(world, world.anna)
    set_read(actor=world.anna.actor(), number=first)
    assert [n.ticket_id for n in unread_rows(world, world.anna)] != []
    page = world.anna.client().get("/hinweise/glocke/").content.decode()
    assert 'data-unread="1"' in page
    assert f"#{second} " in page


def test_a_colleague_who_reads_takes_nothing_away(world: Cast) -> None:
    number = given(world, world.anna)
    set_read(actor=world.paula.actor(), number=number)
    assert len(unread_rows(world, world.anna)) == 1


def test_notices_go_with_an_erased_ticket(world: Cast) -> None:
    number = given(world, world.anna)
    move(actor=world.ben.actor(), number=number, folder="trash")
    erase(actor=world.ben.actor(), number=number)
    assert unread_rows(world, world.anna) == []


def test_after_90_days_notices_are_forgotten(world: Cast) -> None:
    given(world, world.anna, times=2)
    old, young = unread_rows(world, world.anna)
    Notification.objects.filter(pk=old.pk).update(at="2020-01-01T00:00Z")
    assert forget_some() == 1
    assert unread_rows(world, world.anna) == [young]


def test_kinds_are_chosen_in_the_account(world: Cast, anna: Client) -> None:
    anna.post("/konto/hinweise/", {"bell": ["mention", "critical", "gibtesnicht"], "push": ["new"]})
    world.anna.actor()
    own = Choice.objects.filter(membership_id=world.anna.membership_id)
    assert set(own.filter(bell=True).values_list("kind", flat=True)) == {"mention", "critical"}
    assert set(own.filter(push=True).values_list("kind", flat=True)) == {"new"}
    page = anna.get("/konto/").content.decode()
    assert page.count('name="bell"') == page.count('name="push"') == own.count() == 6
    assert page.count('type="checkbox" name="bell"') - page.count("checked><span") == 3
    given(world, world.anna)
    assert unread_rows(world, world.anna) == []
    anna.post("/konto/hinweise/", {"bell": ["assigned"]})
    given(world, world.anna)
    assert len(unread_rows(world, world.anna)) == 1


def test_everything_but_new_tickets_is_told_unasked(anna: Client) -> None:
    page = anna.get("/konto/").content.decode()
    for where in ("bell", "push"):
        boxes = re.findall(rf'name="{where}" value="(\w+)"( checked)?', page)
        assert [kind for kind, checked in boxes if not checked] == ["new"]
    assert "ein neues Ticket eintrifft" in page


def test_the_list_stays_within_its_budget(world: Cast, anna: Client, budget: type[Budget]) -> None:
    number = given(world, world.anna, times=30)
    note(actor=world.ben.actor(), number=number, html="<p>@Anna Ahrens</p>", key=uuid.uuid4())
    anna.get("/hinweise/")
    with budget(9):
        anna.get("/hinweise/")
    with budget(7):
        anna.get("/hinweise/glocke/")
