"""Pages that say no keep the frame of who is logged in, and stand alone where there is none."""

import re
from http.cookies import SimpleCookie

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from anliegen.agent.views import errors
from anliegen.config.entering import in_frame
from tests.cast import Cast
from tests.tickets.test_isolation import internal


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def is_framed(answer: HttpResponse) -> bool:
    return b'class="sidebar"' in answer.content


def without_tokens(answer: HttpResponse) -> bytes:
    return re.sub(rb'(content|value)="[A-Za-z0-9]{64}"', b"", answer.content)


def request_of(client: Client, path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    cookies: SimpleCookie = client.cookies
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    return request


def test_a_missing_ticket_and_a_hidden_one_are_the_same_page(world: Cast, anna: Client) -> None:
    hidden = internal(world.carla).number + 1000
    missing, other = anna.get("/tickets/999999/"), anna.get(f"/tickets/{hidden}/")
    assert missing.status_code == other.status_code == 404
    assert is_framed(missing)
    assert "Dieses Ticket gibt es nicht, oder Sie dürfen es nicht sehen." in missing.content.decode()
    assert without_tokens(missing) == without_tokens(other)


def test_no_and_nowhere_keep_the_frame(world: Cast, anna: Client) -> None:
    for path, status in (("/verwaltung/", 403), ("/gibtsnicht/", 404), ("/kunden/" + "0" * 22 + "/", 404)):
        answer = anna.get(path)
        assert answer.status_code == status, path
        assert is_framed(answer), path
        assert "no-store" in answer["Cache-Control"], path


def test_without_a_session_and_for_scripts_there_is_no_frame(world: Cast, anna: Client) -> None:
    assert not is_framed(Client().get("/gibtsnicht/"))
    assert not is_framed(anna.get("/tickets/999999/", headers={"HX-Request": "true"}))
    assert not is_framed(anna.get("/tickets/999999/", headers={"Accept": "*/*"}))
    assert not is_framed(anna.get("/portal/nordwerk/anfragen/999999/"))
    forged = Client()
    forged.cookies = SimpleCookie(dict.fromkeys(anna.cookies, "x" * 32))
    assert not is_framed(forged.get("/gibtsnicht/"))


def test_a_failure_offers_the_same_page_again(world: Cast, anna: Client) -> None:
    request = request_of(anna, "/tickets/?q=%22%3E<b>")
    answer = in_frame(request, lambda again: errors.server_error(again, "AB12CD34"))
    assert answer.status_code == 500
    assert is_framed(answer)
    assert b"AB12CD34" in answer.content
    assert b'href="/tickets/?q=%22%3E%3Cb%3E"' in answer.content


def test_a_database_that_answers_nothing_leaves_the_page_alone(world: Cast, anna: Client) -> None:
    request = request_of(anna, "/tickets/")
    with transaction.atomic():
        with pytest.raises(DatabaseError):
            connection.cursor().execute("SELECT nothing_of_this_name")
        # From here on every statement of this transaction fails.
        answer = in_frame(request, lambda again: errors.server_error(again, "AB12CD34"))
        transaction.set_rollback(True)
    assert answer.status_code == 500
    assert not is_framed(answer)
    assert b"AB12CD34" in answer.content
