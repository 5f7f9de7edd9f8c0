"""The original of a message: offered where something went, shown as a page that can do nothing."""

import uuid
from typing import Any

import pytest
from django.test import Client

from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Message
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.models import Side
from tests.cast import Cast, Person
from tests.conftest import Budget
from tests.conversation.acts import asked, support, uploaded
from tests.portal.cast import guest, released

COLORED = (
    '<h2>Angebot</h2><p style="color: red; position: fixed">rot <a href="https://a.example/x">hier</a></p>'
)
IMAGE = '<p>Siehe <img src="https://t.example/p.png" alt="Logo"></p>'


def send(person: Person, number: int, html: str, **more: Any) -> Message:
    return reply(actor=person.actor(), number=number, html=html, key=uuid.uuid4(), **more)


def address(number: int, message: Message) -> str:
    return f"/tickets/{number}/original/{message.pk}/"


def page(client: Client, number: int) -> str:
    return client.get(f"/tickets/{number}/").content.decode()


def test_what_lost_something_offers_its_original(world: Cast) -> None:
    side = asked(world.anna.actor())
    told, plain = send(world.anna, side.number, COLORED), send(world.anna, side.number, "<p>Gern</p>")
    client = world.anna.client()
    shown = page(client, side.number)
    assert shown.count("<iframe") == 1
    assert f'src="{address(side.number, told)}"' in shown
    assert "sandbox loading" in shown
    assert 'title="Original der Nachricht von Anna Ahrens"' in shown
    answer = client.get(address(side.number, told))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<h2>Angebot</h2>" in text
    assert '<p style="color: red">' in text
    assert '<u>hier</u> <span class="address">(https://a.example/x)</span>' in text
    assert "<a" not in text.split("<body>")[1]
    assert client.get(address(side.number, plain)).status_code == 404


def test_its_page_may_do_nothing_and_stands_in_our_frames_alone(world: Cast) -> None:
    side = asked(world.anna.actor())
    message = send(world.anna, side.number, IMAGE)
    client = world.anna.client()
    answer = client.get(address(side.number, message))
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "[Bild: Logo]" in answer.content.decode()
    assert "t.example" not in answer.content.decode()
    around = client.get(f"/tickets/{side.number}/")
    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in around["Content-Security-Policy"]
    assert around["X-Frame-Options"] == "DENY"
    assert "frame-src" not in client.get("/tickets/")["Content-Security-Policy"]


def test_what_is_not_seen_has_no_original(world: Cast) -> None:
    anna = world.anna.actor()
    side, other = asked(anna), asked(anna)
    message = send(world.anna, side.number, COLORED)
    client = world.anna.client()
    missing = client.get(address(side.number, message).replace(str(message.pk), "999999999"))
    for path in (
        address(other.number, message),
        f"/tickets/{side.number}/original/{2**70}/",
        f"/tickets/999999/original/{message.pk}/",
    ):
        answer = client.get(path)
        assert (answer.status_code, len(answer.content)) == (404, len(missing.content)), path
    for stranger in (world.carla, world.olga):
        assert stranger.client().get(address(side.number, message)).status_code == 404
    assert Client().get(address(side.number, message)).status_code == 303
    assert client.post(address(side.number, message)).status_code == 405


def test_a_held_message_has_none_yet(world: Cast) -> None:
    side = asked(world.anna.actor())
    message = send(world.anna, side.number, COLORED, held=True)
    client = world.anna.client()
    assert "<iframe" not in page(client, side.number)
    assert client.get(address(side.number, message)).status_code == 404


def test_a_note_s_original_stays_inside(world: Cast) -> None:
    side = support(world.anna.actor())
    inside = note(actor=world.anna.actor(), number=side.number, html=COLORED, key=uuid.uuid4())
    said = send(world.anna, side.number, COLORED)
    assert world.anna.client().get(address(side.number, inside)).status_code == 200
    world.olga.actor()
    number = Side.objects.get(company_id=world.olga.company_id, ticket_id=side.ticket_id).number
    client = world.olga.client()
    assert client.get(address(number, inside)).status_code == 404
    # What was said to them they see as it was said.
    assert client.get(address(number, said)).status_code == 200
    assert page(client, number).count("<iframe") == 1


def test_an_erased_message_has_none(world: Cast) -> None:
    side = asked(world.anna.actor())
    message = send(world.anna, side.number, COLORED)
    move(actor=world.anna.actor(), number=side.number, folder="trash")
    erase(actor=world.ben.actor(), number=side.number)
    assert world.anna.client().get(address(side.number, message)).status_code == 404


def test_contacts_are_offered_none(world: Cast) -> None:
    visitor = guest(world.ben, "nordwerk", world.contacts["karl"])
    side = released(world.ben, world.customers["thal"])
    send(world.ben, side.number, COLORED)
    answer = visitor.client().get(f"{visitor.home}anfragen/{side.number}/")
    assert "Angebot" in answer.content.decode()
    assert "<iframe" not in answer.content.decode()
    assert "frame-src" not in answer["Content-Security-Policy"]


ORDINARY = {
    "formatted": "<p>Guten <strong>Tag</strong> <em>x</em> <u>y</u> <s>z</s><br>&nbsp;</p><p></p>"
    '<ul><li><p>eins</p></li></ul><ol start="3"><li><p>drei</p></li></ol>'
    "<blockquote><p>Zitat</p></blockquote>",
    "link": '<p><a href="https://a.example/?a=1&amp;b=2">hier</a> <a href="mailto:x@a.example">Mail</a></p>',
    "empty styles": '<p style="" class="x"><span id="y">Text</span></p>',
    "blanks": "<p>eins</p>\r\n\r\n<p>zwei </p> ",
}


@pytest.mark.parametrize("html", ORDINARY.values(), ids=ORDINARY)
def test_what_the_editor_writes_keeps_none(world: Cast, html: str) -> None:
    side = asked(world.anna.actor())
    assert send(world.anna, side.number, html).original is None


def test_an_image_in_the_text_keeps_none(world: Cast) -> None:
    side = asked(world.anna.actor())
    own = uploaded(world.anna.actor()).public_id
    html = f'<p><img alt="Bild.png" src="blob:http://127.0.0.1/1-2" data-upload="{own}"></p>'
    assert send(world.anna, side.number, html, upload_ids=[own]).original is None


@pytest.mark.parametrize(
    ("html", "original", "offers"),
    [
        (
            '<p><a href="https://a.example" rel="noopener">x</a></p>',
            '<p><a href="https://a.example">x</a></p>',
            0,
        ),
        ('<p><img data-upload="A" alt="x"></p>', '<p><img src="blob:x" alt="x" data-upload="A"></p>', 0),
        ("<p>x</p>", "<p>x<img src=//t.example></p>", 1),
        ("<p>x</p>", "<p>x</p>" + "<!-- -->" * 4000, 1),
        ("<p>x</p>", None, 0),
    ],
    ids=["a link's rel", "an image's address", "an image", "too long to compare", "none"],
)
def test_rows_that_kept_every_difference_offer_what_matters(
    world: Cast, html: str, original: str | None, offers: int
) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    stored = Message.objects.create(
        company_id=anna.company_id,
        ticket_id=side.ticket_id,
        author="member",
        membership_id=anna.membership_id,
        author_name="Anna Ahrens",
        html=html,
        original=original,
        created_at=side.created_at,
    )
    client = world.anna.client()
    assert page(client, side.number).count("<iframe") == offers
    assert client.get(address(side.number, stored)).status_code == (200 if offers else 404)


def test_a_conversation_does_not_fetch_originals(world: Cast, budget: type[Budget]) -> None:
    side = asked(world.anna.actor())
    for _ in range(5):
        send(world.anna, side.number, "<p>x</p><h1>" + "y" * 30_000 + "</h1>")
    client = world.anna.client()
    with budget(8) as taken:
        shown = page(client, side.number)
    assert shown.count("<iframe") == 5
    asked_for = [sql for sql in taken.queries if 'FROM "conversation_message"' in sql]
    assert asked_for
    assert not [sql for sql in asked_for if '"original"' in sql]
