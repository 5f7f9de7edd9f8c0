"""A support request: one ticket, two sides, each with its own notes, files and folders."""

import uuid
from datetime import timedelta

import pytest

from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.access import attachment_for, messages_of, number_of
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.receive import receive
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Message
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.models import Event, Side
from anliegen.tickets.queries.ticket import history_of
from anliegen.tickets.unread import is_neu
from tests.cast import Cast, Person
from tests.conversation.acts import support, uploaded


def side_of(person: Person, ticket_id: int) -> Side:
    person.actor()
    return Side.objects.select_related("ticket").get(company_id=person.company_id, ticket_id=ticket_id)


def answer(person: Person, ticket_id: int, html: str = "<p>Antwort</p>", **more: object) -> Message:
    number = side_of(person, ticket_id).number
    return reply(actor=person.actor(), number=number, html=html, key=uuid.uuid4(), **more)  # type: ignore[arg-type]


def test_both_sides_read_and_answer(world: Cast) -> None:
    ticket_id = support(world.anna.actor()).ticket_id
    assert is_neu(world.olaf.actor(), side_of(world.olaf, ticket_id))
    assert side_of(world.olaf, ticket_id).awaiting_us
    answer(world.olaf, ticket_id, then="wait")
    ours = side_of(world.anna, ticket_id)
    assert (ours.status, ours.awaiting_us) == ("waiting", True)
    assert is_neu(world.anna.actor(), ours)
    assert ours.ticket.first_reply_at
    answer(world.ben, ticket_id, then="close")
    theirs = side_of(world.olaf, ticket_id)
    assert (theirs.status, theirs.awaiting_us) == ("in_progress", True)
    assert [m.is_ours for m in messages_of(world.olaf.actor(), theirs)] == [False, True, False]
    statuses = [(e.before, e.after) for e in history_of(ours) if e.verb == "status"]
    assert statuses == [("open", "waiting"), ("waiting", "in_progress")]


def test_notes_and_their_files_stay_on_their_side(world: Cast) -> None:
    ticket_id = support(world.anna.actor()).ticket_id
    before = side_of(world.olaf, ticket_id)
    file = uploaded(world.anna.actor())
    mine = side_of(world.anna, ticket_id)
    written = note(
        actor=world.anna.actor(),
        number=mine.number,
        html="<p>GEHEIM</p>",
        key=uuid.uuid4(),
        upload_ids=[file.public_id],
    )
    after = side_of(world.olaf, ticket_id)
    assert (after.news, after.activity_at) == (before.news, before.activity_at)
    olaf = world.olaf.actor()
    assert "GEHEIM" not in "".join(m.html for m in messages_of(olaf, after))
    assert not Message.objects.filter(pk=written.pk).exists()
    assert not Event.objects.filter(ticket_id=ticket_id, verb="note").exists()
    with pytest.raises(NotFoundError):
        attachment_for(olaf, file.public_id)
    assert attachment_for(world.ben.actor(), file.public_id)


def test_files_of_messages_are_seen_from_both_sides(world: Cast) -> None:
    ticket_id = support(world.anna.actor()).ticket_id
    file = uploaded(world.anna.actor())
    answer(world.anna, ticket_id, upload_ids=[file.public_id])
    assert attachment_for(world.olaf.actor(), file.public_id).company_id == world.anna.company_id
    with pytest.raises(NotFoundError):
        attachment_for(world.carla.actor(), file.public_id)


def test_folders_are_apart(world: Cast) -> None:
    ticket_id = support(world.anna.actor()).ticket_id
    file = uploaded(world.anna.actor())
    answer(world.anna, ticket_id, upload_ids=[file.public_id])
    number = side_of(world.olaf, ticket_id).number
    move(actor=world.olaf.actor(), number=number, folder="trash")
    assert answer(world.anna, ticket_id)


def test_a_request_closed_long_ago_is_continued(world: Cast) -> None:
    ticket_id = support(world.anna.actor(), at=now() - timedelta(days=40)).ticket_id
    answer(world.olaf, ticket_id, then="close", at=now() - timedelta(days=15))
    message = answer(world.anna, ticket_id)
    assert message.ticket_id != ticket_id
    new = side_of(world.olaf, message.ticket_id)
    assert new.awaiting_us
    assert number_of(world.olaf.actor(), message) == new.number
    link = next(e for e in history_of(new) if e.verb == "continues")
    assert link.after["peer_number"] == side_of(world.olaf, ticket_id).number
    assert link.after["number"] == side_of(world.anna, ticket_id).number


def test_the_desk_may_write_again_after_closing(world: Cast) -> None:
    ticket_id = support(world.anna.actor(), at=now() - timedelta(days=40)).ticket_id
    answer(world.olaf, ticket_id, then="close", at=now() - timedelta(days=15))
    assert answer(world.olaf, ticket_id).ticket_id == ticket_id
    assert side_of(world.olaf, ticket_id).status == "closed"
    assert side_of(world.olaf, ticket_id).ticket.awaiting == "nobody"


def test_nobody_speaks_for_the_other_company(world: Cast) -> None:
    ticket_id = support(world.anna.actor()).ticket_id
    number = side_of(world.olaf, ticket_id).number
    with pytest.raises(RefusedError, match="no messages from outside"):
        receive(
            actor=world.olaf.actor(),
            number=number,
            html="<p>x</p>",
            author_name="Anna",
            author_email="a@b.example",
        )


def gone(person: Person, ticket_id: int) -> None:
    number = side_of(person, ticket_id).number
    move(actor=person.actor(), number=number, folder="trash")
    erase(actor=person.actor(), number=number)


def contents(ticket_id: int, person: Person) -> list[str]:
    person.actor()
    return list(Message.objects.filter(ticket_id=ticket_id).order_by("id").values_list("html", flat=True))


def test_erasing_empties_ones_own_side_first(world: Cast) -> None:
    ticket_id = support(world.anna.actor(), html="<p>Frage</p>").ticket_id
    shared, own = uploaded(world.anna.actor()), uploaded(world.anna.actor())
    answer(world.anna, ticket_id, "<p>Nachtrag</p>", upload_ids=[shared.public_id])
    number = side_of(world.anna, ticket_id).number
    note(
        actor=world.anna.actor(),
        number=number,
        html="<p>unter uns</p>",
        key=uuid.uuid4(),
        upload_ids=[own.public_id],
    )
    gone(world.ben, ticket_id)
    assert contents(ticket_id, world.anna) == ["<p>Frage</p>", "<p>Nachtrag</p>", ""]
    assert attachment_for(world.olaf.actor(), shared.public_id)
    for file in (shared, own):
        with pytest.raises(NotFoundError):
            attachment_for(world.anna.actor(), file.public_id)
    gone(world.olga, ticket_id)
    assert contents(ticket_id, world.olaf) == ["", ""]
    assert contents(ticket_id, world.anna) == ["", "", ""]
    with pytest.raises(NotFoundError):
        attachment_for(world.olaf.actor(), shared.public_id)
