"""Answering, noting, receiving: what each changes, and for whom."""

import uuid
from datetime import timedelta

import pytest

from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.conversation.access import messages_of
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.receive import receive
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Message
from anliegen.tickets.access import ticket_for
from anliegen.tickets.actions.change import change_status
from anliegen.tickets.actions.folder import move
from anliegen.tickets.models import Event, Side, Ticket
from anliegen.tickets.unread import is_neu
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import asked, internal, to_customer, uploaded


def fresh(side: Side) -> Side:
    return Side.objects.select_related("ticket").get(pk=side.pk)


def send(world: Cast, side: Side, **more: object) -> Message:
    values = {"html": "<p>Wir kommen morgen.</p>", "key": uuid.uuid4()}
    return reply(actor=world.anna.actor(), number=side.number, **(values | more))  # type: ignore[arg-type]


def verbs(side: Side) -> list[str]:
    return list(Event.objects.filter(ticket_id=side.ticket_id).order_by("id").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("then", "status", "awaiting"),
    [
        ("send", "in_progress", "counterpart"),
        ("wait", "waiting", "counterpart"),
        ("close", "closed", "nobody"),
        ("unsinn", "in_progress", "counterpart"),
    ],
)
def test_an_answer_moves_the_ticket(world: Cast, then: str, status: str, awaiting: str) -> None:
    side = asked(world.anna.actor())
    assert fresh(side).awaiting_us
    send(world, side, then=then)
    after = fresh(side)
    assert (after.status, after.ticket.awaiting, after.awaiting_us) == (status, awaiting, False)
    assert (after.closed_at is not None) == (status == "closed")
    assert after.ticket.message_count == 2
    assert after.assignee_id is None
    assert verbs(side) == ["opened", "message", "status", "message"]


def test_the_first_answer_is_timed_once(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    first = send(world, side)
    send(world, side)
    assert fresh(side).ticket.first_reply_at == first.created_at
    begun = to_customer(anna, world)
    send(world, begun)
    assert fresh(begun).ticket.first_reply_at is None


def test_an_answer_is_new_for_colleagues_only(world: Cast) -> None:
    side = asked(world.anna.actor())
    send(world, side)
    assert not is_neu(world.anna.actor(), fresh(side))
    assert is_neu(world.ben.actor(), fresh(side))


def test_a_note_moves_nothing_but_news(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna, at=now() - timedelta(days=3))
    before = fresh(side)
    written = note(actor=anna, number=side.number, html="<p>Ersatzteil bestellt</p>", key=uuid.uuid4())
    after = fresh(side)
    assert (written.is_note, written.peer_id) == (True, None)
    assert (after.activity_at, after.status, after.awaiting_us) == (before.activity_at, "open", True)
    assert after.news == written.news
    assert is_neu(world.ben.actor(), after)
    assert not is_neu(world.anna.actor(), after)


def test_notes_are_the_conversation_of_an_internal_ticket(world: Cast) -> None:
    anna = world.anna.actor()
    side = internal(anna, at=now() - timedelta(days=3))
    written = note(actor=anna, number=side.number, html="<p>erledigt</p>", key=uuid.uuid4())
    assert fresh(side).activity_at == written.created_at


@pytest.mark.parametrize(("closed", "status"), [(False, "in_progress"), (True, "open")])
def test_the_counterpart_wakes_a_ticket(world: Cast, closed: bool, status: str) -> None:
    side = asked(world.anna.actor())
    send(world, side, then="close" if closed else "wait")
    message = receive(
        actor=world.anna.actor(),
        number=side.number,
        html="<p>Danke</p>",
        author_name="Uwe\r\nUnger" + "x" * 300,
        author_email="uwe@unger.example",
    )
    after = fresh(side)
    assert (after.status, after.awaiting_us) == (status, True)
    assert is_neu(world.anna.actor(), after)
    assert message.author_name.startswith("Uwe Unger")
    assert len(message.author_name) == 120
    said = messages_of(world.anna.actor(), side)
    assert [m.is_ours for m in said] == [False, True, False]


def test_a_ticket_closed_long_ago_is_continued_in_a_new_one(world: Cast) -> None:
    anna = world.anna.actor()
    side = to_customer(anna, world, at=now() - timedelta(days=30))
    send(world, side, then="close", at=now() - timedelta(days=20))
    message = receive(
        actor=anna,
        number=side.number,
        html="<p>Schon wieder</p>",
        author_name="Karl",
        author_email="k@thal.example",
    )
    new = Side.objects.get(ticket_id=message.ticket_id)
    assert message.ticket_id != side.ticket_id
    assert fresh(side).status == "closed"
    assert (new.status, new.awaiting_us, new.subject) == ("open", True, side.ticket.subject)
    assert (new.from_label, new.to_label) == ("Thal Architekten GmbH", "Nordwerk Haustechnik")
    assert verbs(new) == ["opened", "continues", "message"]
    link = Event.objects.get(ticket_id=side.ticket_id, verb="continued")
    assert link.after == {"ticket": new.ticket_id, "number": new.number, "peer_number": None}


def test_the_same_key_sends_once(world: Cast) -> None:
    side, key = asked(world.anna.actor()), uuid.uuid4()
    file = uploaded(world.anna.actor())
    first = send(world, side, key=key, upload_ids=[file.public_id])
    again = send(world, side, key=key, upload_ids=[file.public_id], html="<p>anders</p>", then="close")
    assert first.pk == again.pk
    assert fresh(side).status == "in_progress"
    assert fresh(side).ticket.message_count == 2


def test_who_has_not_seen_the_newest_is_asked_first(world: Cast) -> None:
    side = asked(world.anna.actor())
    seen = fresh(side).news
    reply(actor=world.ben.actor(), number=side.number, html="<p>Ich mache das.</p>", key=uuid.uuid4())
    with pytest.raises(StaleError, match="Send anyway"):
        send(world, side, seen_news=seen)
    assert send(world, side, seen_news=fresh(side).news)
    own = fresh(side).news
    note(actor=world.ben.actor(), number=side.number, html="<p>intern</p>", key=uuid.uuid4())
    assert send(world, side, seen_news=own)


def count(world: Cast) -> tuple[int, int]:
    world.anna.actor()
    return Message.objects.count(), Event.objects.count()


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "Please enter a message"),
        ("<p> &nbsp;</p>", "Please enter a message"),
        ("<script>alert(1)</script>", "Please enter a message"),
        ("x" * 2_000_001, "too long"),
        ("<div>" * 10_000, "nested too deeply"),
    ],
)
def test_bad_text_changes_nothing(world: Cast, html: str, reason: str) -> None:
    side = asked(world.anna.actor())
    before = count(world), fresh(side).ticket.version
    with pytest.raises(RefusedError, match=reason):
        send(world, side, html=html)
    assert (count(world), fresh(side).ticket.version) == before


def test_hostile_text_is_stored_clean_and_the_original_kept(world: Cast) -> None:
    side = asked(world.anna.actor())
    message = send(world, side, html="<p>Hallo\x00\ud800<script>alert(1)</script></p>")
    message.refresh_from_db()
    assert message.html == "<p>Hallo</p>"
    assert message.original == "<p>Hallo<script>alert(1)</script></p>"
    assert send(world, side).original is None


def test_foreign_uploads_do_not_exist(world: Cast) -> None:
    side = asked(world.anna.actor())
    own = uploaded(world.anna.actor()).public_id
    foreign = [uploaded(p.actor()).public_id for p in (world.ben, world.carla)]
    sent = uploaded(world.anna.actor()).public_id
    send(world, side, upload_ids=[sent])
    before = count(world)
    for other in [*foreign, sent, "\x00" * 22, "../x"]:
        with pytest.raises(NotFoundError):
            send(world, side, upload_ids=[own, other])
    assert count(world) == before


def test_too_many_files(world: Cast) -> None:
    side = asked(world.anna.actor())
    with pytest.raises(RefusedError, match="at most 20 files"):
        send(world, side, upload_ids=[f"{n:022}" for n in range(21)])


def test_files_alone_are_a_message_and_inline_ones_are_marked(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    inside, below = uploaded(anna), uploaded(anna)
    ids = [inside.public_id, below.public_id]
    send(world, side, html=f"<img src='/anhaenge/{ids[0]}/t/original/x.png'>", upload_ids=ids)
    assert send(world, side, html="", upload_ids=[uploaded(anna).public_id])
    said = messages_of(world.anna.actor(), side)
    assert [(f.public_id, f.inline) for f in said[1].attachments] == [(ids[0], True), (ids[1], False)]
    assert len(said[2].attachments) == 1


def test_where_no_answer_is_possible(world: Cast) -> None:
    anna = world.anna.actor()
    with pytest.raises(RefusedError, match="nobody to reply to"):
        send(world, internal(anna))
    side = asked(anna)
    move(actor=anna, number=side.number, folder="trash")
    with pytest.raises(RefusedError, match="in the trash"):
        send(world, side)
    assert note(actor=anna, number=side.number, html="<p>trotzdem</p>", key=uuid.uuid4())


def test_other_companies_find_nothing(world: Cast) -> None:
    side = asked(world.anna.actor())
    # Numbers belong to a company; this one must not exist in the others by chance.
    Side.objects.filter(pk=side.pk).update(number=987_654)
    for other in (world.carla, world.olaf):
        for number in (987_654, 0, -1, 2**63):
            with pytest.raises(NotFoundError):
                reply(actor=other.actor(), number=number, html="<p>x</p>", key=uuid.uuid4())


def test_an_answer_costs_few_statements(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    ids = [uploaded(anna).public_id for _ in range(5)]
    with budget(14):  # one each for the lock, the notices and the mail
        reply(actor=anna, number=side.number, html="<p>Guten Tag</p>", key=uuid.uuid4(), upload_ids=ids)
    with budget(12):
        note(actor=anna, number=side.number, html="<p>Notiz</p>", key=uuid.uuid4())


def test_reading_costs_the_same_for_any_number_of_messages(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    for _ in range(12):
        send(world, side, upload_ids=[uploaded(anna).public_id])
    with budget(2):
        assert len(messages_of(anna, side)) == 13


def test_a_status_by_hand_does_not_touch_the_conversation(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    change_status(actor=anna, number=side.number, status="closed")
    assert len(messages_of(anna, ticket_for(anna, side.number, "ticket.view"))) == 1
    assert Ticket.objects.get(pk=side.ticket_id).awaiting == "nobody"
