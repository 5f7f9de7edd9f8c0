"""NEU, per person: what makes it, what takes it away, and what does not."""

import uuid

from django.test import Client

from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Membership
from anliegen.conversation.actions.note import note
from anliegen.tickets.actions.change import assign, change_priority
from anliegen.tickets.actions.read import set_read, set_unread
from anliegen.tickets.models import ReadMark, Side
from anliegen.tickets.unread import is_neu
from tests.accounts.test_invitations import GIVEN, invited, join
from tests.cast import Cast, Person
from tests.conftest import Budget
from tests.conversation.acts import asked


def neu(person: Person, number: int) -> bool:
    actor = person.actor()
    return is_neu(actor, Side.objects.get(company_id=actor.company_id, number=number))


def say(actor: Actor, number: int) -> None:
    note(actor=actor, number=number, html="<p>Noch etwas</p>", key=uuid.uuid4())


def test_a_colleague_who_reads_takes_nothing_away(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    set_read(actor=world.paula.actor(), number=number)
    assert not neu(world.paula, number)
    assert neu(world.anna, number)


def test_fetching_the_page_reads_nothing(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    client = world.anna.client()
    assert client.get(f"/tickets/{number}/", headers={"Sec-Purpose": "prefetch"}).status_code == 200
    assert client.get(f"/tickets/{number}/").status_code == 200
    assert neu(world.anna, number)


def test_only_what_was_shown_is_read(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    shown = Side.objects.get(number=number, company_id=world.ben.company_id).news
    say(world.ben.actor(), number)
    client: Client = world.anna.client()
    assert client.post(f"/tickets/{number}/gelesen/", {"upto": shown}).status_code == 204
    assert neu(world.anna, number)


def test_no_form_reads_ahead(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    set_read(actor=world.anna.actor(), number=number, upto=2**62)
    say(world.ben.actor(), number)
    assert neu(world.anna, number)


def test_nonsense_and_foreign_tickets_change_nothing(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    client = world.carla.client()
    assert client.post(f"/tickets/{number + 5000}/gelesen/", {"upto": "1"}).status_code == 404
    assert not ReadMark.objects.filter(membership_id=world.carla.membership_id).exists()
    assert neu(world.anna, number)


def test_unread_by_hand_concerns_only_oneself_until_read(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    for person in (world.anna, world.paula):
        set_read(actor=person.actor(), number=number)
    set_unread(actor=world.anna.actor(), number=number)
    assert neu(world.anna, number)
    assert not neu(world.paula, number)
    set_read(actor=world.anna.actor(), number=number)
    assert not neu(world.anna, number)


def test_an_assignment_by_somebody_else_makes_it_neu_one_by_myself_does_not(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    set_read(actor=world.anna.actor(), number=number)
    assign(actor=world.anna.actor(), number=number, assignee_id=world.anna.membership_id)
    assert not neu(world.anna, number)
    assign(actor=world.ben.actor(), number=number, assignee_id=world.paula.membership_id)
    assign(actor=world.ben.actor(), number=number, assignee_id=world.anna.membership_id)
    assert neu(world.anna, number)


def test_a_changed_property_is_no_news(world: Cast) -> None:
    number = asked(world.ben.actor()).number
    set_read(actor=world.anna.actor(), number=number)
    change_priority(actor=world.ben.actor(), number=number, priority=3)
    assert not neu(world.anna, number)


def test_a_new_employee_starts_without_neu(unlimited: Cast) -> None:
    old = asked(unlimited.ben.actor()).number
    _invitation, path = invited(unlimited)
    assert join(path).status_code == 303
    unlimited.ben.actor()
    member = Membership.objects.get(user__email=GIVEN["email"], company_id=unlimited.ben.company_id)
    person = Person("neu", GIVEN["email"], member.user_id, member.pk, member.company_id)
    assert not neu(person, old)
    young = asked(unlimited.ben.actor()).number
    assert neu(person, young)
    page = person.client().get("/tickets/?size=50").content.decode()
    assert f'id="t{young}"' in page
    assert f'id="t{old}"' in page
    assert page.count('class="new-badge"') == 1


def test_500_rows_cost_no_more_statements_than_10(world: Cast, budget: type[Budget]) -> None:
    ben = world.ben.actor()
    for _ in range(60):
        asked(ben)
    client = world.anna.client()
    client.get("/tickets/?size=10")
    with budget(99) as few:
        assert client.get("/tickets/?size=10").content.decode().count("data-ticket=") == 10
    with budget(99) as many:
        assert client.get("/tickets/?size=500").content.decode().count("data-ticket=") >= 60
    # Another size is remembered; that is the person's setting, not a matter of rows.
    assert len(many) <= len(few)
