"""Who hears what, and who does not."""

import uuid

import pytest

from anliegen.common.events import publish
from anliegen.conversation.actions.counterparts import from_customer
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.receive import receive
from anliegen.conversation.actions.reply import reply
from anliegen.customers.models import Customer
from anliegen.notifications.actions import choose_kinds
from anliegen.notifications.models import UNASKED, Kind, Notification
from anliegen.notifications.queries import Notice, page_for
from anliegen.tickets.actions.change import assign, change_priority
from anliegen.tickets.actions.folder import move
from anliegen.tickets.events import LockFreed
from anliegen.tickets.models import Side
from tests.cast import Cast, Person
from tests.conversation.acts import asked, internal, opened, support
from tests.notifications.acts import hush


@pytest.fixture(autouse=True)
def quiet(world: Cast) -> None:
    hush(world)


def heard(person: Person) -> list[Notice]:
    return page_for(person.actor()).rows


def kinds(person: Person) -> list[str]:
    return [notice.kind for notice in heard(person)]


def given(world: Cast, to: Person, by: Person) -> Side:
    side = asked(by.actor())
    assign(actor=by.actor(), number=side.number, assignee_id=to.membership_id)
    return side


def test_an_assignment_is_told_to_the_assignee_alone(world: Cast) -> None:
    side = given(world, world.anna, world.ben)
    (notice,) = heard(world.anna)
    assert (notice.kind, notice.number, notice.actor_name) == ("assigned", side.number, "Ben Brandt")
    assert heard(world.ben) == heard(world.paula) == heard(world.carla) == []


def test_taking_a_ticket_oneself_tells_nobody(world: Cast) -> None:
    given(world, world.anna, world.anna)
    assert heard(world.anna) == []


def test_an_assignee_of_the_first_hour_is_told_once(world: Cast) -> None:
    asked(world.ben.actor(), assignee_id=world.anna.membership_id)
    assert kinds(world.anna) == ["assigned"]


def test_a_customers_mail_that_is_assigned_at_once_names_nobody(world: Cast) -> None:
    asked(world.ben.actor(), assignee_id=world.anna.membership_id, origin="mail")
    (notice,) = heard(world.anna)
    assert (notice.kind, notice.actor_name) == ("assigned", "")
    page = world.anna.client().get("/hinweise/").content.decode()
    assert "Ihnen wurde ein Ticket zugewiesen" in page


def test_an_answer_from_outside_is_told_to_the_assignee(world: Cast) -> None:
    side = given(world, world.anna, world.anna)
    values = {"author_name": "Uwe Unger", "author_email": "uwe@unger.example"}
    message = receive(actor=world.ben.actor(), number=side.number, html="<p>Und?</p>", **values)
    (notice,) = heard(world.anna)
    assert (notice.kind, notice.actor_name, notice.message_id) == ("answer", "Uwe Unger", message.pk)
    assert heard(world.ben) == []


def test_many_answers_are_one_line_that_leads_to_the_first(world: Cast) -> None:
    side = given(world, world.anna, world.anna)
    values = {"author_name": "Uwe Unger", "author_email": "uwe@unger.example"}
    first, *_ = [
        receive(actor=world.ben.actor(), number=side.number, html=f"<p>{n}</p>", **values) for n in range(5)
    ]
    (notice,) = heard(world.anna)
    assert (notice.times, notice.message_id) == (5, first.pk)


def test_a_colleagues_note_tells_only_who_is_named(world: Cast) -> None:
    side = given(world, world.anna, world.anna)
    note(actor=world.ben.actor(), number=side.number, html="<p>Nichts Neues.</p>", key=uuid.uuid4())
    assert heard(world.anna) == []
    note(actor=world.ben.actor(), number=side.number, html="<p>@Paula Petersen bitte</p>", key=uuid.uuid4())
    assert kinds(world.paula) == ["mention"]
    assert heard(world.anna) == []


def test_who_is_named_in_an_answer_hears_the_mention_not_the_answer_too(world: Cast) -> None:
    side = given(world, world.anna, world.anna)
    reply(actor=world.ben.actor(), number=side.number, html="<p>@Anna Ahrens weiß es.</p>", key=uuid.uuid4())
    assert kinds(world.anna) == ["mention"]


def test_nobody_calls_themselves_a_stranger_or_who_has_left(world: Cast) -> None:
    side = asked(world.ben.actor())
    html = "<p>@Ben Brandt @Carla Conrad @Sven Suhr</p>"
    note(actor=world.ben.actor(), number=side.number, html=html, key=uuid.uuid4())
    assert heard(world.ben) == heard(world.carla) == []
    world.ben.actor()
    assert not Notification.objects.filter(membership_id=world.sven.membership_id).exists()


def test_text_from_outside_calls_nobody(world: Cast) -> None:
    side = asked(world.ben.actor())
    values = {"author_name": "Uwe Unger", "author_email": "uwe@unger.example"}
    receive(actor=world.ben.actor(), number=side.number, html="<p>@Anna Ahrens</p>", **values)
    assert heard(world.anna) == []


def test_a_critical_ticket_is_told_to_the_desk(world: Cast) -> None:
    side = asked(world.ben.actor(), priority=4)
    assert kinds(world.anna) == kinds(world.paula) == ["critical"]
    assert heard(world.ben) == heard(world.carla) == []
    change_priority(actor=world.ben.actor(), number=side.number, priority=2)
    assert heard(world.anna)[0].times == 1


def test_a_ticket_that_becomes_critical_is_told_too(world: Cast) -> None:
    side = asked(world.ben.actor())
    change_priority(actor=world.ben.actor(), number=side.number, priority=4)
    assert kinds(world.anna) == ["critical"]


def test_a_critical_request_to_the_operator_names_the_company_not_the_person(world: Cast) -> None:
    support(world.carla.actor(), priority=4)
    (notice,) = heard(world.olaf)
    assert (notice.kind, notice.actor_name) == ("critical", "Südhof Verwaltung")
    assert heard(world.chris) == heard(world.anna) == []


def test_an_answer_of_the_operator_reaches_the_requesters_assignee(world: Cast) -> None:
    side = support(world.carla.actor(), assignee_id=world.chris.membership_id)
    number = side.peer_number
    assert number
    note(actor=world.olaf.actor(), number=number, html="<p>@Olga Ohm hilf</p>", key=uuid.uuid4())
    assert kinds(world.chris) == ["assigned"]
    assert kinds(world.olga) == ["mention"]
    reply(actor=world.olaf.actor(), number=number, html="<p>Bitte neu starten.</p>", key=uuid.uuid4())
    assert kinds(world.chris) == ["answer", "assigned"]
    assert heard(world.chris)[0].actor_name == "Betrieb Software"


def test_what_is_spam_or_in_the_trash_stays_quiet(world: Cast) -> None:
    side = given(world, world.anna, world.anna)
    move(actor=world.anna.actor(), number=side.number, folder="spam")
    values = {"author_name": "Uwe Unger", "author_email": "uwe@unger.example"}
    receive(actor=world.ben.actor(), number=side.number, html="<p>Gewonnen!</p>", **values)
    assert heard(world.anna) == []


def test_a_note_in_an_internal_ticket_is_its_answer(world: Cast) -> None:
    side = internal(world.ben.actor(), assignee_id=world.anna.membership_id)
    note(actor=world.ben.actor(), number=side.number, html="<p>Noch etwas.</p>", key=uuid.uuid4())
    assert kinds(world.anna) == ["answer", "assigned"]


def test_a_free_ticket_is_told_to_who_waits(world: Cast) -> None:
    side = asked(world.ben.actor())
    waiting = (world.anna.membership_id, world.carla.membership_id)
    actor = world.ben.actor()
    publish(
        LockFreed(
            company_id=actor.company_id,
            ticket_id=side.ticket_id,
            membership_id=actor.membership_id,
            waiters=waiting,
        )
    )
    assert kinds(world.anna) == ["lock_free"]
    assert heard(world.carla) == heard(world.paula) == []


@pytest.mark.parametrize("kind", [Kind.ASSIGNED, Kind.MENTION])
def test_what_a_person_has_switched_off_is_not_told(world: Cast, kind: Kind) -> None:
    choose_kinds(actor=world.anna.actor(), bell=UNASKED - {kind}, push=())
    side = given(world, world.anna, world.ben)
    note(actor=world.ben.actor(), number=side.number, html="<p>@Anna Ahrens</p>", key=uuid.uuid4())
    assert kind not in kinds(world.anna)
    assert len(kinds(world.anna)) == 1


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_is_switched_off_by_itself(world: Cast, kind: str) -> None:
    """Anna hears all kinds but one, Paula that one alone."""
    choose_kinds(actor=world.anna.actor(), bell=set(Kind.values) - {kind}, push=())
    choose_kinds(actor=world.paula.actor(), bell={kind}, push=())
    for person in (world.anna, world.paula):
        side = given(world, person, world.ben)
        note(actor=world.ben.actor(), number=side.number, html=f"<p>@{person.name}</p>", key=uuid.uuid4())
        receive(
            actor=world.ben.actor(),
            number=side.number,
            html="<p>Und?</p>",
            author_name="Uwe Unger",
            author_email="uwe@unger.example",
        )
        change_priority(actor=world.ben.actor(), number=side.number, priority=4)
        side.refresh_from_db()
        publish(
            LockFreed(
                company_id=side.company_id,
                ticket_id=side.ticket_id,
                membership_id=world.ben.membership_id,
                waiters=[person.membership_id],
            )
        )
    assert set(kinds(world.anna)) == set(Kind.values) - {kind}
    assert set(kinds(world.paula)) == {kind}


def test_the_same_form_sent_twice_tells_once(world: Cast) -> None:
    side = asked(world.ben.actor())
    key = uuid.uuid4()
    for _ in range(2):
        note(actor=world.ben.actor(), number=side.number, html="<p>@Anna Ahrens</p>", key=key)
    assert heard(world.anna)[0].times == 1


def test_a_customers_ticket_names_the_sender(world: Cast) -> None:
    actor = world.ben.actor()
    customer = Customer.objects.get(pk=world.customers["thal"])
    opened(actor, from_customer(actor, customer, customer.contacts.first()), priority=4, origin="mail")
    assert heard(world.anna)[0].actor_name == "Karl Thal"
