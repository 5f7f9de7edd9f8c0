"""Files on a host of their own: who is led there, for how long, and that nothing else is to be had there."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from anliegen.common import files
from anliegen.common.clock import now
from anliegen.common.file_grants import granted
from anliegen.conversation.models import Attachment
from anliegen.conversation.previews import make_preview
from tests.agent.test_file_views import body, link, post
from tests.cast import Cast, Person
from tests.conftest import Budget
from tests.conversation.acts import asked, uploaded
from tests.conversation.test_previews import PDF, picture
from tests.moments import it_is

HOST = "dateien.nordwerk.example"


@pytest.fixture
def turn() -> datetime:
    """A turn of the half minute, at which addresses begin to be others; sessions know the real time."""
    return now().replace(second=30, microsecond=0)


@pytest.fixture(autouse=True)
def files_host() -> Any:
    with override_settings(FILES_HOST=HOST):
        yield


def led(person: Person, file: Attachment, variant: str = "original") -> str:
    """Open the link as the page has it; return the path on the other host to which it leads."""
    response = person.client().get(link(person, file, variant))
    assert response.status_code == 303
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies
    origin = f"http://{HOST}"
    assert response["Location"].startswith(f"{origin}/datei/")
    return str(response["Location"]).removeprefix(origin)


def fetched(path: str, host: str = HOST, client: Client | None = None, **more: Any) -> Any:
    """Ask for a path on a host, as a browser that was there never before; files close when they are read."""
    return (client or Client()).get(path, headers={"host": host, **more})


def kept(response: Any) -> int:
    """Return for how many seconds a browser keeps the answer, for its person alone."""
    return int(response["Cache-Control"].removeprefix("private, max-age="))


def nothing(path: str, host: str = HOST, client: Client | None = None) -> None:
    """The answer is the same as for any other address of that host, and says nothing of anybody."""
    response, never = fetched(path, host, client), fetched("/")
    assert response.status_code == 404
    assert (response.content, dict(response.headers)) == (never.content, dict(never.headers))
    assert not response.cookies


@pytest.mark.parametrize(
    ("content", "name", "variant", "media_type", "shown"),
    [
        (picture((30, 20)), "Grundriß.png", "original", "image/png", "attachment"),
        (picture((30, 20)), "x.png", "view", "image/webp", "inline"),
        (picture((30, 20)), "x.png", "thumb", "image/webp", "inline"),
        (PDF % (595, 842), "a/b.pdf", "original", "application/pdf", "inline"),
        (b"<svg onload=alert(1)>", "x.png", "original", "application/octet-stream", "attachment"),
        (b"<script>alert(1)</script>", "x.html", "original", "application/octet-stream", "attachment"),
    ],
)
def test_a_link_leads_to_the_other_host_where_nothing_can_run(
    world: Cast, turn: datetime, content: bytes, name: str, variant: str, media_type: str, shown: str
) -> None:
    anna = world.anna.actor()
    file = uploaded(anna, content, name)
    make_preview(anna.company_id, file.pk)
    with override_settings(FILES_HOST=""):
        direct = world.anna.client().get(link(world.anna, file, variant))
        sent = body(direct)
    with it_is(turn):
        response = fetched(led(world.anna, file, variant))
    assert body(response) == sent
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    assert response["Content-Disposition"] == direct["Content-Disposition"]
    assert response["Content-Disposition"].startswith(f"{shown};")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert 40 < kept(response) < 60
    assert direct["Cross-Origin-Resource-Policy"] == "same-origin"


def test_who_may_not_open_the_link_is_not_led_anywhere(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna, upload_ids=[uploaded(anna).public_id])
    file = Attachment.objects.get(ticket_id=side.ticket_id)
    for other in (world.carla, world.olaf):
        assert other.client().get(link(other, file)).status_code == 404
    assert world.ben.client().get(link(world.anna, file)).status_code == 404
    stranger = Client().get(link(world.anna, file))
    assert stranger["Location"].startswith("/anmelden/")
    files.path(file.company_id, file.sha256).unlink()
    assert world.anna.client().get(link(world.anna, file)).status_code == 404


def test_after_a_minute_the_address_is_worth_nothing(world: Cast, turn: datetime) -> None:
    file = uploaded(world.anna.actor())
    for late in (20, 0):
        with it_is(turn + timedelta(seconds=late)):
            path = led(world.anna, file)
            assert body(fetched(path)) == b"Ein Protokoll."
        with it_is(turn + timedelta(seconds=late + 61)):
            nothing(path)
    with it_is(turn + timedelta(seconds=50)):
        last = fetched(path)
        assert body(last) == b"Ein Protokoll."
        assert kept(last) < 10
    with it_is(turn + timedelta(seconds=60)):
        nothing(path)


def test_for_half_a_minute_a_second_look_leads_to_what_the_browser_has(world: Cast, turn: datetime) -> None:
    file = uploaded(world.anna.actor())
    with it_is(turn):
        first = led(world.anna, file)
    with it_is(turn + timedelta(seconds=20)):
        assert led(world.anna, file) == first
    with it_is(turn + timedelta(seconds=30)):
        assert led(world.anna, file) != first


def test_nothing_in_an_address_can_be_changed_or_read(world: Cast) -> None:
    anna = world.anna.actor()
    file = uploaded(anna, picture((30, 20)), "x.png")
    make_preview(anna.company_id, file.pk)
    thumb, original = led(world.anna, file, "thumb"), led(world.anna, file, "original")
    start, token, name = thumb[1:].split("/")
    assert not any(word in thumb for word in (file.sha256, file.public_id, "thumb"))
    for place in range(len(token)):
        other = "B" if token[place] == "A" else "A"
        nothing(f"/{start}/{token[:place]}{other}{token[place + 1 :]}/{name}")
    for wrong in (token + "A", token[:-1], token[:40], token + "=", "", "x" * 5000, "é" * 60, f"{token}%00"):
        nothing(f"/{start}/{wrong}/{name}")
    with override_settings(SECRET_KEY="another"):
        nothing(thumb)
    # One variant, and none by another word: the name is for people.
    small = body(fetched(f"/{start}/{token}/original.png"))
    assert small == body(fetched(thumb))
    assert small != body(fetched(original))


def test_an_address_names_its_reader_and_its_company_for_the_log(
    world: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    file = uploaded(world.anna.actor())
    path = led(world.anna, file)
    grant, _left = granted(path.split("/")[2])
    assert (grant.company_id, grant.person) == (world.anna.company_id, f"user {world.anna.user_id}")
    with caplog.at_level(logging.INFO, "anliegen.config.files_host"):
        body(fetched(path))
    (line,) = [r for r in caplog.records if r.name == "anliegen.config.files_host"]
    assert f"user {world.anna.user_id}" in str(line.msg)
    assert file.public_id in str(line.msg)


def test_the_other_host_asks_neither_the_database_nor_a_cookie(world: Cast, budget: type[Budget]) -> None:
    file = uploaded(world.anna.actor())
    path = led(world.anna, file)
    client = world.anna.client()
    client.cookies["csrf"] = client.cookies["notice"] = "x" * 32
    client.cookies["django_language"] = "en"
    with budget(0):
        response = fetched(path, client=client)
        assert body(response) == b"Ein Protokoll."
    assert not response.cookies
    assert "Vary" not in response
    with budget(0):
        nothing("/tickets/", client=client)


def test_the_redirect_costs_no_statement_more(world: Cast, budget: type[Budget]) -> None:
    file = uploaded(world.anna.actor())
    client, address = world.anna.client(), link(world.anna, file)
    with override_settings(FILES_HOST=""), budget(99) as direct:
        body(client.get(address))  # type: ignore[arg-type]
    with budget(len(direct)):
        assert client.get(address).status_code == 303


def test_the_address_of_the_other_host_is_nothing_among_the_pages(world: Cast) -> None:
    path = led(world.anna, uploaded(world.anna.actor()))
    for client in (Client(), world.anna.client()):
        assert client.get(path).status_code == 404
    with override_settings(FILES_HOST=""):
        assert fetched(path, host="testserver").status_code == 404
        assert fetched(path).status_code == 400  # no name of ours any more


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:443", f"{HOST}.", f"{HOST}:x", f"{HOST}.:80"])
def test_no_way_to_write_its_name_reaches_a_page(world: Cast, host: str) -> None:
    for path in ("/", "/anmelden/", "/static/css/app.css", "/dienst.js", "/live/", "//datei/", "/datei/"):
        nothing(path, host, world.anna.client())
    path = led(world.anna, uploaded(world.anna.actor()))
    assert body(fetched(path, host)) == b"Ein Protokoll."


def test_files_are_only_ever_read_there(world: Cast) -> None:
    path = led(world.anna, uploaded(world.anna.actor()))
    client = world.anna.client()
    for call in (client.post, client.put, client.patch, client.delete, client.options, client.trace):
        response: HttpResponse = call(path, headers={"host": HOST})  # type: ignore[operator, assignment]
        assert response.status_code == 404
        assert not response.cookies
    head = client.head(path, headers={"host": HOST})
    assert (head.status_code, body(head)) == (200, b"")  # type: ignore[arg-type]


def test_pages_may_show_pictures_of_the_other_host_and_no_others_may(world: Cast) -> None:
    page = world.anna.client().get("/tickets/")
    assert f"img-src 'self' http://{HOST} blob:" in page["Content-Security-Policy"]
    assert page["Content-Security-Policy"].count(HOST) == 1
    preview = post(world.anna.client(), picture((30, 20)), "Foto.png").json()["preview"]  # type: ignore[attr-defined]
    assert preview.startswith("/anhaenge/")
    with override_settings(FILES_HOST=""):
        assert "img-src 'self' blob:" in world.anna.client().get("/tickets/")["Content-Security-Policy"]


def test_under_tls_the_way_there_is_tls_too(world: Cast) -> None:
    file = uploaded(world.anna.actor())
    with override_settings(BEHIND_TLS=True, FILES_HOST=f"{HOST}:8443"):
        response = world.anna.client().get(link(world.anna, file))
        assert response["Location"].startswith(f"https://{HOST}:8443/datei/")
