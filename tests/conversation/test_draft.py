"""Drafts: kept per person, place and kind; nothing that happens touches them; nothing typed is lost."""

import uuid

import pytest

from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.actions.draft import LONGEST_BODY, Written, bring_back, keep
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.drafts import Place, drafts_of, versions_at
from anliegen.tickets.actions.change import change_status
from anliegen.tickets.actions.read import set_read
from anliegen.tickets.models import ReadMark, Side
from anliegen.tickets.queries.filters import Filters
from anliegen.tickets.queries.overview import Window, rows_for
from tests.cast import Cast
from tests.conversation.acts import asked


def typed(text: str, **more: object) -> Written:
    return Written(body=text, is_html=True, **more)  # type: ignore[arg-type]


def save(cast: Cast, side: Side, text: str, base: int = 0, kind: str = "reply") -> int:
    actor = cast.anna.actor()
    place = Place(kind, side.ticket_id)
    return keep(actor=actor, place=place, written=typed(text), base=base, key=None).version


def bodies(cast: Cast, side: Side) -> dict[str, str]:
    return {d.kind: d.body for d in drafts_of(cast.anna.actor(), side.ticket_id)}


def test_reply_and_note_lie_beside_each_other_and_survive_changes(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    save(world, side, "<p>Antwort ä 😀</p>")
    save(world, side, "<p>Notiz</p>", kind="note")
    change_status(actor=anna, number=side.number, status="closed")
    set_read(actor=anna, number=side.number, upto=None)
    assert bodies(world, side) == {"reply": "<p>Antwort ä 😀</p>", "note": "<p>Notiz</p>"}


def test_the_newer_wins_and_the_unseen_one_is_kept(world: Cast) -> None:
    side = asked(world.anna.actor())
    first = save(world, side, "<p>vom Schreibtisch</p>")
    assert save(world, side, "<p>vom Schreibtisch!</p>", base=first) == 2
    assert versions_at(world.anna.actor(), side.ticket_id) == []
    save(world, side, "<p>vom Telefon</p>", base=first)
    assert bodies(world, side) == {"reply": "<p>vom Telefon</p>"}
    (kept,) = versions_at(world.anna.actor(), side.ticket_id)
    assert kept.body == "<p>vom Schreibtisch!</p>"
    bring_back(actor=world.anna.actor(), ticket_id=side.ticket_id, version_id=kept.pk)
    assert bodies(world, side) == {"reply": "<p>vom Schreibtisch!</p>"}
    assert [v.body for v in versions_at(world.anna.actor(), side.ticket_id)] == ["<p>vom Telefon</p>"]


def test_an_emptied_draft_goes_but_not_one_it_had_not_seen(world: Cast) -> None:
    side = asked(world.anna.actor())
    save(world, side, "<p>a</p>", base=save(world, side, "<p>b</p>"))
    save(world, side, " ", base=1)
    assert bodies(world, side) == {}
    assert [v.body for v in versions_at(world.anna.actor(), side.ticket_id)] == ["<p>a</p>"]


@pytest.mark.parametrize(("act", "left"), [(reply, "note"), (note, "reply")])
def test_what_was_sent_is_no_draft_any_more(world: Cast, act: object, left: str) -> None:
    side = asked(world.anna.actor())
    for kind in ("reply", "note"):
        save(world, side, "<p>x</p>", kind=kind)
    key = uuid.uuid4()
    act(actor=world.anna.actor(), number=side.number, html="<p>x</p>", key=key)  # type: ignore[operator]
    assert list(bodies(world, side)) == [left]
    # What was on its way when the form was sent comes too late.
    kind = "note" if left == "reply" else "reply"
    late = keep(
        actor=world.anna.actor(), place=Place(kind, side.ticket_id), written=typed("x"), base=1, key=key
    )
    assert late.was_sent
    assert list(bodies(world, side)) == [left]


def test_the_list_marks_it_for_its_author_only(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)

    def marked(person: str) -> bool:
        actor = world.people[person].actor()
        rows = rows_for(actor, Filters(), Window(0, 50, 50, 0))
        return next(row.has_draft for row in rows if row.number == side.number)

    neu = ReadMark.objects.filter(ticket_id=side.ticket_id).values_list("news", "unread")
    before = list(neu)
    save(world, side, "<p>x</p>")
    assert marked("anna")
    assert not marked("paula")
    world.anna.actor()
    assert list(neu) == before
    reply(actor=world.anna.actor(), number=side.number, html="<p>x</p>", key=uuid.uuid4())
    assert not marked("anna")


def test_of_others_nothing_is_found(world: Cast) -> None:
    side = asked(world.anna.actor())
    save(world, side, "<p>geheim</p>", base=save(world, side, "<p>1</p>"))
    save(world, side, "<p>neu</p>")
    (version,) = versions_at(world.anna.actor(), side.ticket_id)
    for person in (world.paula, world.carla):
        actor = person.actor()
        assert drafts_of(actor, side.ticket_id) == []
        with pytest.raises(NotFoundError):
            bring_back(actor=actor, ticket_id=side.ticket_id, version_id=version.pk)
    assert bodies(world, side) == {"reply": "<p>neu</p>"}


def test_what_is_too_large_changes_nothing(world: Cast) -> None:
    side = asked(world.anna.actor())
    save(world, side, "<p>x</p>")
    actor = world.anna.actor()
    for written in (typed("x" * (LONGEST_BODY + 1)), typed("x", upload_ids=["a" * 22] * 21)):
        with pytest.raises(RefusedError):
            keep(actor=actor, place=Place("reply", side.ticket_id), written=written, base=1, key=None)
    assert bodies(world, side) == {"reply": "<p>x</p>"}
