"""Opening a ticket with its first message: all of it, or nothing."""

import uuid
from typing import Any

import pytest

from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.access import messages_of
from anliegen.conversation.actions.counterparts import own_company
from anliegen.conversation.actions.start import start
from anliegen.conversation.models import Attachment
from anliegen.tickets.models import Side, Ticket
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import asked, internal, opened, support, to_customer, uploaded


def test_everything_in_one_go(world: Cast) -> None:
    anna = world.anna.actor()
    file = uploaded(anna)
    side = to_customer(
        anna,
        world,
        subject=" Wartung\n\u202eam\x00  Freitag ",
        priority=4,
        category_ids=[world.categories["rechnung"], world.categories["technik"]],
        assignee_id=world.ben.membership_id,
        upload_ids=[file.public_id],
        portal_visible=True,
    )
    kept = Side.objects.select_related("ticket").get(pk=side.pk)
    assert kept.subject == "Wartung am Freitag"
    assert (kept.priority, kept.pinned, kept.assignee_id) == (4, True, world.ben.membership_id)
    assert kept.category_ids == [world.categories["technik"], world.categories["rechnung"]]
    assert (kept.awaiting_us, kept.ticket.portal_visible, kept.ticket.message_count) == (False, True, 1)
    (said,) = messages_of(anna, kept)
    assert (said.is_ours, said.is_note, len(said.attachments)) == (True, False, 1)


def test_the_same_key_opens_once(world: Cast) -> None:
    anna = world.anna.actor()
    key = uuid.uuid4()
    counterpart = own_company(anna)
    values: dict[str, Any] = {"actor": anna, "counterpart": counterpart, "html": "<p>x</p>", "key": key}
    before = Ticket.objects.count()
    first = start(subject="Eins", **values)
    assert start(subject="Zwei", **values).pk == first.pk
    assert Ticket.objects.count() == before + 1


def test_what_is_internal_stays_a_note(world: Cast) -> None:
    side = internal(world.anna.actor(), portal_visible=True)
    (said,) = messages_of(world.anna.actor(), side)
    assert said.is_note
    assert not side.ticket.portal_visible


def test_an_outsider_speaks_for_himself(world: Cast) -> None:
    side = asked(world.anna.actor())
    (said,) = messages_of(world.anna.actor(), side)
    assert (said.is_ours, said.author_name, said.address) == (False, "Uwe Unger", "uwe@unger.example")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"subject": ""}, "enter a subject"),
        ({"subject": " \x00\u200b\n"}, "enter a subject"),
        ({"subject": "x" * 201}, "At most 200 characters"),
        ({"subject": "x" * 100_000}, "At most 200 characters"),
        ({"subject": " " * 100_000 + "x"}, "At most 200 characters|enter a subject"),
        ({"priority": 9}, "priority does not exist"),
        ({"html": "<p></p>"}, "enter a message"),
        ({"html": "<b>" * 10_000}, "nested too deeply"),
    ],
)
def test_bad_input_opens_nothing(world: Cast, wrong: dict[str, Any], reason: str) -> None:
    anna = world.anna.actor()
    before = Ticket.objects.count()
    with pytest.raises(RefusedError, match=reason):
        internal(anna, **wrong)
    assert Ticket.objects.count() == before


def test_exactly_200_characters_are_a_subject(world: Cast) -> None:
    assert internal(world.anna.actor(), subject="ä" * 200).ticket.subject == "ä" * 200


def test_foreign_rows_do_not_exist(world: Cast) -> None:
    theirs = uploaded(world.carla.actor())
    anna = world.anna.actor()
    before = Ticket.objects.count()
    for wrong in (
        {"category_ids": [world.categories["fremd"]]},
        {"assignee_id": world.carla.membership_id},
        {"assignee_id": world.sven.membership_id},
        {"upload_ids": [theirs.public_id]},
    ):
        with pytest.raises(NotFoundError):
            opened(anna, own_company(anna), **wrong)
    assert Ticket.objects.count() == before
    world.carla.actor()
    assert Attachment.objects.get(pk=theirs.pk).message_id is None


def test_opening_costs_few_statements(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    ids = [uploaded(anna).public_id for _ in range(3)]
    with budget(13):
        to_customer(
            anna,
            world,
            category_ids=[world.categories["technik"]],
            assignee_id=world.ben.membership_id,
            upload_ids=ids,
        )
    with budget(9):
        internal(anna)
    with budget(10):  # one more finds the operator
        support(anna)
