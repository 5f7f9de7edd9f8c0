"""What no browser sends, and what no person means: an answer that says so, and nothing has changed."""

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from anliegen.accounts.gate import public
from anliegen.config.gate import Gate
from anliegen.conversation.models import Message
from anliegen.tickets.models import Side, Ticket
from tests.cast import Cast
from tests.conversation.acts import asked, internal
from tests.matrix.test_actors import traces
from tests.matrix.test_matrix import strip
from tests.portal.cast import guest


def foreign_number(world: Cast) -> int:
    """Return a number that only the other company has."""
    world.anna.actor()
    taken = set(Side.objects.values_list("number", flat=True))
    while (number := internal(world.carla.actor()).number) in taken:
        pass
    return number


@pytest.mark.parametrize(
    "name", ["X-Company", "X-Forwarded-For", "X-Original-URL", "HX-Current-URL", "Referer", "Authorization"]
)
def test_no_header_opens_what_is_anothers(world: Cast, name: str) -> None:
    number = foreign_number(world)
    before = traces(world.carla)
    client = world.anna.client()
    values = {"X-Company": str(world.carla.company_id)}
    headers = {name: values.get(name, f"http://testserver/tickets/{number}/")}
    answer = client.get(f"/tickets/{number}/", headers=headers)
    missing = client.get("/tickets/999999999/", headers=headers)
    assert (answer.status_code, missing.status_code) == (404, 404)
    assert strip(answer.content) == strip(missing.content)
    sent = {"body": "x", "key": str(uuid.uuid4())}
    assert client.post(f"/tickets/{number}/notizen/", sent, headers=headers).status_code == 404
    assert traces(world.carla) == before


@pytest.mark.parametrize("token", ["", "x" * 64, "a" * 100_000])
def test_a_wrong_form_token_changes_nothing_and_keeps_the_text(world: Cast, token: str) -> None:
    side = asked(world.anna.actor())
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "de"})
    strict.cookies = world.anna.client().cookies
    before = traces(world.anna)
    typed = "Ein langer Text, der nicht verloren gehen darf, denn er hat Mühe gekostet."
    sent = {"body": typed, "key": str(uuid.uuid4()), "csrfmiddlewaretoken": token}
    answer = strict.post(f"/tickets/{side.number}/notizen/", sent)
    assert answer.status_code == 403
    assert typed in answer.content.decode()
    assert traces(world.anna) == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Grüße 😀👩‍👩‍👧‍👦🇩🇪", "Grüße 😀👩‍👩‍👧‍👦🇩🇪"),
        ("שלום עולם مرحبا", "שלום עולם مرحبا"),
        ("a\x00b\x07c", "abc"),
        ("{{7*7}} {% debug %} ${x} %(number)s", "{{7*7}} {% debug %} ${x} %(number)s"),
    ],
)
def test_every_writing_is_kept(world: Cast, typed: str, kept: str) -> None:
    side = asked(world.anna.actor())
    sent = {"body": typed, "key": str(uuid.uuid4())}
    assert world.anna.client().post(f"/tickets/{side.number}/notizen/", sent).status_code == 303
    world.anna.actor()
    assert kept in Message.objects.filter(ticket_id=side.ticket_id).latest("id").html


def test_a_lone_surrogate_in_a_form_changes_nothing_else(world: Cast) -> None:
    side = asked(world.anna.actor())
    form = "application/x-www-form-urlencoded"
    body = f"body=a%ED%A0%80b&key={uuid.uuid4()}"
    answer = world.anna.client().post(f"/tickets/{side.number}/notizen/", body, content_type=form)
    assert answer.status_code == 303
    world.anna.actor()
    html = Message.objects.filter(ticket_id=side.ticket_id).latest("id").html
    assert html.startswith("<p>a")
    assert html.endswith("b</p>")


@pytest.mark.parametrize("value", ["a\x00b", "a\ud800b", 10**40], ids=["NUL", "surrogate", "number"])
def test_what_the_database_refuses_is_an_answer(world: Cast, value: Any) -> None:
    """The net below all forms: a field that somebody forgets to check."""

    @public
    def forgetful(request: HttpRequest) -> HttpResponse:
        internal(world.anna.actor())
        with connection.cursor() as cursor:
            column = "priority" if isinstance(value, int) else "subject"
            cursor.execute(f"UPDATE tickets_ticket SET {column} = %s", [value])
        return HttpResponse()

    world.anna.actor()
    before = Ticket.objects.count()
    with translation.override("de"):
        answer = Gate(lambda _request: HttpResponse()).process_view(
            RequestFactory().post("/"), forgetful, (), {}
        )
    assert answer.status_code == 400
    assert "Die Anfrage" in answer.content.decode()
    world.anna.actor()
    assert Ticket.objects.count() == before


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/tickets/neu/", {"CONTENT_LENGTH": str(settings.MAX_BODY_BYTES + 1)}, 413),
        ("/tickets/neu/", {"CONTENT_LENGTH": "viel"}, 400),
        ("/tickets/neu/", {"CONTENT_LENGTH": "-1"}, 400),
        ("/tickets/neu/?x=" + "y" * 9000, {}, 414),
        ("/tickets/neu/", {"HTTP_HOST": "anderswo.example"}, 400),
        ("/tickets/neu/?x=%00", {}, 400),
    ],
)
def test_what_is_too_large_or_broken_is_refused_unread(
    world: Cast, path: str, more: dict[str, str], status: int
) -> None:
    before = traces(world.anna)
    client = world.anna.client()
    sent = {"to": "internal", "subject": "Zu groß", "body": "x", "key": str(uuid.uuid4())}
    answer = client.post(path, sent, **more)
    assert answer.status_code == status
    assert traces(world.anna) == before


@pytest.mark.parametrize("is_strict", [False, True])
def test_more_text_than_a_form_takes_is_413(world: Cast, is_strict: bool) -> None:
    """Whoever reads the form first: the check of its token, or the view."""
    before = traces(world.anna)
    client = Client(enforce_csrf_checks=is_strict, headers={"accept-language": "de"})
    client.cookies = world.anna.client().cookies
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    sent = {"to": "internal", "subject": "Zu groß", "body": "x" * 4_100_000, "key": str(uuid.uuid4())}
    answer = client.post("/tickets/neu/", sent)
    assert answer.status_code == 413
    assert "25 MB" in answer.content.decode()
    assert traces(world.anna) == before


def test_more_text_than_the_portal_takes_is_413(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    before = traces(world.anna)
    sent = {"subject": "Zu groß", "priority": "2", "body": "x" * 4_100_000, "key": str(uuid.uuid4())}
    for client in (karl.client(), karl.client(enforce_csrf_checks=True)):
        client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
        assert client.post(karl.home + "anfragen/neu/", sent).status_code == 413
    assert traces(world.anna) == before


def test_more_fields_than_any_form_has_are_400(world: Cast) -> None:
    before = traces(world.anna)
    sent = {f"feld{n}": "x" for n in range(2000)} | {"to": "internal", "subject": "x", "body": "x"}
    assert world.anna.client().post("/tickets/neu/", sent).status_code == 400
    assert traces(world.anna) == before
