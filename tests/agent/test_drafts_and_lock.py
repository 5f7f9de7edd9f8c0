"""The addresses behind the scripts of the ticket's page: lock and drafts."""

import json
from urllib.parse import urlencode

from anliegen.tickets.actions import lock
from anliegen.tickets.lock import holder
from tests.cast import Cast
from tests.conversation.acts import asked

FORM = "application/x-www-form-urlencoded"


def test_the_page_warns_and_closes_the_reply(world: Cast) -> None:
    side = asked(world.anna.actor())
    lock.begin(actor=world.anna.actor(), number=side.number)
    page = world.paula.client().get(f"/tickets/{side.number}/").content.decode()
    assert "Dieses Ticket wird gerade von Anna Ahrens bearbeitet." in page
    assert "data-locked" in page
    assert "Ticket übernehmen" not in page
    admin = world.ben.client().get(f"/tickets/{side.number}/").content.decode()
    assert "Ticket übernehmen" in admin
    own = world.anna.client().get(f"/tickets/{side.number}/").content.decode()
    assert "data-locked" not in own


def test_a_refused_reply_keeps_the_text(world: Cast) -> None:
    side = asked(world.anna.actor())
    lock.begin(actor=world.anna.actor(), number=side.number)
    answer = world.paula.client().post(
        f"/tickets/{side.number}/antworten/",
        {"body": "Mein Text", "key": "5e0c2b7e-3b53-4b7e-9a53-1a2b3c4d5e6f"},
    )
    assert answer.status_code == 409
    assert "Mein Text" in answer.content.decode()


def test_taking_prolonging_and_leaving(world: Cast) -> None:
    side = asked(world.anna.actor())
    address = f"/tickets/{side.number}/sperre/"
    anna, paula = world.anna.client(), world.paula.client()
    mine = anna.post(address).json()
    assert mine["state"] == "mine"
    assert paula.post(address).json()["state"] == "held"
    assert "Anna Ahrens" in paula.get(address).json()["html"]
    assert anna.post(address, {"token": mine["token"]}).json()["state"] == "mine"
    newer = anna.post(address).json()
    assert anna.post(address, {"token": mine["token"]}).json()["state"] == "elsewhere"
    anna.post(address + "freigabe/", {"token": newer["token"]})
    assert paula.get(address).json()["state"] == "free"
    world.anna.actor()
    assert holder(side.company_id, side.ticket_id) is None


def test_drafts_come_back_on_another_device(world: Cast) -> None:
    side = asked(world.anna.actor())
    address = f"/tickets/{side.number}/entwuerfe/"
    client = world.anna.client()
    answer = client.post(address, {"kind": "reply", "body": "<p>Hallo</p>", "body_format": "html", "base": 0})
    assert answer.json() == {"version": 1, "set_aside": False, "sent": False}
    found = world.anna.client().get(address).json()["drafts"]["reply"]
    assert (found["body"], found["is_html"], found["version"]) == ("<p>Hallo</p>", True, 1)
    assert world.paula.client().get(address).json()["drafts"] == {}
    assert client.post(address, {"kind": "new", "body": "x"}).status_code == 404
    assert client.post(address, {"kind": "unsinn", "body": "x"}).status_code == 404
    too_long = client.post(address, {"kind": "reply", "body": "x" * 2_000_001, "base": 1})
    assert too_long.status_code in {413, 422}
    assert "error" in json.loads(too_long.content) if too_long.status_code == 422 else True
    assert world.anna.client().get(address).json()["drafts"]["reply"]["body"] == "<p>Hallo</p>"


def test_the_draft_of_a_new_ticket_knows_its_fields(world: Cast) -> None:
    client = world.anna.client()
    client.post("/tickets/neu/entwurf/", {"kind": "new", "subject": "Heizung", "to": "internal", "body": ""})
    found = client.get("/tickets/neu/entwurf/").json()["drafts"]["new"]
    assert found["fields"] == {"subject": "Heizung", "to": "internal"}


def test_hostile_versions_are_shown_harmless(world: Cast) -> None:
    side = asked(world.anna.actor())
    address = f"/tickets/{side.number}/entwuerfe/"
    client = world.anna.client()
    hostile = "<p>ok</p><script>alert(1)</script><img src=x onerror=alert(1)>"
    client.post(address, {"kind": "reply", "body": hostile, "body_format": "html", "base": 0})
    client.post(address, {"kind": "reply", "body": "<p>neu</p>", "body_format": "html", "base": 0})
    page = client.get(address + "fassungen/").content.decode()
    assert "<p>ok</p>" in page
    assert "onerror" not in page
    assert "alert(1)" not in page


def test_ten_megabytes_are_refused_and_the_draft_stays(world: Cast) -> None:
    side = asked(world.anna.actor())
    address = f"/tickets/{side.number}/entwuerfe/"
    client = world.anna.client()
    client.post(address, {"kind": "reply", "body": "Klein", "base": 0})
    for body in ("x" * 10_000_000, "ü" * 2_000_001):
        answer = client.post(address, urlencode({"kind": "reply", "body": body, "base": 1}), FORM)
        assert answer.status_code in {400, 413, 422}
        assert len(answer.content) < 100_000
    kept = client.get(address).json()
    assert (kept["drafts"]["reply"]["body"], kept["versions"]) == ("Klein", 0)
