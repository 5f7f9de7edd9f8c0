"""Canned texts in the browser: managed by administrators, handed to everybody who writes."""

import html
import json

import pytest
from django.test import Client

from anliegen.conversation.actions.snippet import create_snippet
from anliegen.conversation.models import Snippet
from tests.cast import Cast
from tests.conftest import Budget

PAGE, TEXTS = "/verwaltung/textbausteine/", "/textbausteine/"
NEW = f"{PAGE}neu/"


@pytest.fixture
def ben(world: Cast) -> Client:
    return world.ben.client()


def stored(world: Cast, title: str = "Grüße", text: str = "<p>Mit <b>Gruß</b></p>") -> Snippet:
    return create_snippet(actor=world.ben.actor(), title=title, html=text)


def test_from_empty_to_the_undo(world: Cast, ben: Client) -> None:
    assert "Es gibt noch keine Textbausteine." in ben.get(PAGE).content.decode()
    sent = {"title": "Rückfrage", "body": "Guten Tag,\n\nseit wann?"}
    assert ben.post(NEW, sent).status_code == 303
    world.ben.actor()
    snippet = Snippet.objects.get()
    assert snippet.html == "<p>Guten Tag,</p><p>seit wann?</p>"
    page = ben.get(PAGE).content.decode()
    assert "Rückfrage" in page
    assert "Guten Tag, seit wann?" in page
    where = f"{PAGE}{snippet.pk}/"
    assert "Guten Tag,\n\nseit wann?" in ben.get(where).content.decode()
    change = {"title": "Rückfrage", "body": "<p>Seit <b>wann</b>?</p>", "body_format": "html", "version": "1"}
    assert ben.post(where, change).status_code == 303
    assert html.escape("<b>wann</b>") in ben.get(where).content.decode()
    removed = ben.post(f"{where}entfernung/", {"removed": "1"})
    assert (removed.status_code, removed["Location"]) == (303, PAGE)
    assert "entfernung" in removed.cookies["notice"].value
    assert ben.get(where).status_code == 404
    assert ben.post(f"{where}entfernung/", {"removed": ""}).status_code == 303
    assert "Rückfrage" in ben.get(PAGE).content.decode()
    assert "Textbaustein geändert: Rückfrage" in ben.get("/verwaltung/protokoll/").content.decode()


def test_bad_input_keeps_what_was_typed(world: Cast, ben: Client) -> None:
    stored(world)
    for sent, sentence, where in (
        ({"title": "", "body": "Viel getippt"}, "Bitte geben Sie einen Titel ein.", "field-title-error"),
        ({"title": "GRÜSSE", "body": ""}, "Bitte geben Sie einen Text ein.", "body-error"),
        ({"title": "grüße", "body": "Viel getippt"}, "Es gibt schon einen Textbaustein", "field-title-error"),
    ):
        answer = ben.post(NEW, sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert f'id="{where}"' in page
        assert sent["title"] in page
        assert sent["body"] in page
    world.ben.actor()
    assert Snippet.objects.count() == 1


def test_the_slower_one_reads_both_and_can_decide(world: Cast, ben: Client) -> None:
    snippet = stored(world)
    where = f"{PAGE}{snippet.pk}/"
    assert ben.post(where, {"title": "Schneller", "body": "Erster", "version": "1"}).status_code == 303
    answer = ben.post(where, {"title": "Langsamer", "body": "Zweiter", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in page for words in ("Schneller", "Erster", "Langsamer", "Zweiter", 'value="2"'))
    world.ben.actor()
    assert Snippet.objects.get().title == "Schneller"
    assert ben.post(where, {"title": "Langsamer", "body": "Zweiter", "version": "2"}).status_code == 303


def test_an_undo_that_came_too_late_says_so(world: Cast, ben: Client) -> None:
    snippet = stored(world)
    ben.post(f"{PAGE}{snippet.pk}/entfernung/", {"removed": "1"})
    stored(world)
    answer = ben.post(f"{PAGE}{snippet.pk}/entfernung/", {"removed": ""})
    assert answer.status_code == 422
    assert "Es gibt schon einen Textbaustein mit diesem Titel." in answer.content.decode()


def test_who_writes_gets_all_texts_at_once(world: Cast, budget: type[Budget]) -> None:
    stored(world, "Zum Schluss")
    stored(world, "Ärger")
    anna = world.anna.client()
    with budget(8 + 2):
        answer = anna.get(TEXTS)
    assert answer["Cache-Control"] == "private, no-store"
    found = json.loads(answer.content)["snippets"]
    assert [text["title"] for text in found] == ["Ärger", "Zum Schluss"]
    assert found[0]["html"] == "<p>Mit <b>Gruß</b></p>"
    assert json.loads(world.carla.client().get(TEXTS).content)["snippets"] == []
    assert "Textbausteine" not in anna.get("/tickets/").content.decode()


def test_the_budget_of_statements(ben: Client, budget: type[Budget]) -> None:
    with budget(8 + 2):
        ben.get(PAGE)
    with budget(8 + 2):
        ben.get(NEW)
