"""Files over HTTP: who gets them, for how long, and with which headers."""

import re
import uuid
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from anliegen.agent.links import file_url
from anliegen.common.clock import now
from anliegen.common.file_answers import disposition
from anliegen.conversation.models import Attachment
from anliegen.conversation.previews import make_preview
from tests.cast import Cast, Person
from tests.conversation.acts import asked, uploaded
from tests.conversation.test_previews import PDF, picture
from tests.moments import it_is


def post(client: Client, content: bytes, name: str = "x.txt", key: str | None = None) -> HttpResponse:
    file = SimpleUploadedFile("x", content)
    file.name = name
    return client.post("/anhaenge/", {"file": file, "key": key or str(uuid.uuid4())})  # type: ignore[return-value]


def link(person: Person, file: Attachment, variant: str = "original") -> str:
    return file_url(person.actor(), file, variant)


def body(response: HttpResponse) -> bytes:
    """Read the answer to its end, which also closes it."""
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def test_uploading_answers_with_what_the_page_shows(world: Cast) -> None:
    client = world.anna.client()
    response = post(client, picture((30, 20)), "Foto.png")
    answer = response.json()  # type: ignore[attr-defined]
    assert response.status_code == 201
    assert (answer["name"], answer["kind"]) == ("Foto.png", "image")
    assert body(client.get(answer["preview"])) == picture((30, 20))
    assert client.delete(f"/anhaenge/{answer['id']}/").status_code == 204
    assert client.delete(f"/anhaenge/{answer['id']}/").status_code == 404


def test_the_same_key_gives_the_same_answer(world: Cast) -> None:
    client, key = world.anna.client(), str(uuid.uuid4())
    answers = [post(client, b"a", key=key).json() for _ in range(2)]  # type: ignore[attr-defined]
    assert answers[0]["id"] == answers[1]["id"]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "leer.txt", "leer.txt"),
        (b"MZ", "setup.exe", ".exe"),
        (b"x" * 26_000_000, "Bauplan.pdf", "26,0 MB"),
    ],
)
def test_what_cannot_be_taken_is_said(world: Cast, content: bytes, name: str, reason: str) -> None:
    response = post(world.anna.client(), content, name)
    assert response.status_code == 422
    assert reason in response.json()["error"]  # type: ignore[attr-defined]
    world.anna.actor()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "fields", [{}, {"key": "x"}, {"key": "\x00"}, {"key": str(uuid.uuid4())}, {"file": "x"}]
)
def test_incomplete_uploads_are_refused(world: Cast, fields: dict[str, str]) -> None:
    response = world.anna.client().post("/anhaenge/", fields)
    assert response.status_code == 400
    assert response.json()["error"]


def test_strangers_upload_nothing(world: Cast) -> None:
    assert post(Client(), b"x").status_code in {302, 303, 401}
    world.anna.actor()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "variant", "media_type", "shown"),
    [
        (picture((30, 20)), "x.png", "original", "image/png", "attachment"),
        (picture((30, 20)), "x.png", "view", "image/webp", "inline"),
        (picture((30, 20)), "x.png", "thumb", "image/webp", "inline"),
        (PDF % (595, 842), "x.pdf", "original", "application/pdf", "inline"),
        (PDF % (595, 842), "x.pdf", "thumb", "image/webp", "inline"),
        (b"<svg onload=alert(1)>", "x.svg", "original", "application/octet-stream", "attachment"),
        (b"<svg onload=alert(1)>", "x.png", "original", "application/octet-stream", "attachment"),
        (
            b"<script>alert(1)</script>",
            "x.html",
            "original",
            "application/octet-stream",
            "attachment",
        ),
        (
            b"<script>alert(1)</script>",
            "x.pdf",
            "original",
            "application/octet-stream",
            "attachment",
        ),
        (b"Hallo", "x.txt", "original", "text/plain", "attachment"),
    ],
)
def test_headers_let_nothing_run(
    world: Cast, content: bytes, name: str, variant: str, media_type: str, shown: str
) -> None:
    anna = world.anna.actor()
    file = uploaded(anna, content, name)
    make_preview(anna.company_id, file.pk)
    response = world.anna.client().get(link(world.anna, file, variant))
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"].startswith(f"{shown};")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    sent = body(response)
    assert (sent == content) == (variant == "original")


def missing(client: Client, address: str) -> None:
    """The answer is the same, to the byte, as for a file that has never been."""
    response = client.get(address)
    assert response.status_code == 404
    never = client.get(f"/anhaenge/{'x' * 22}/0-x/original/x.txt")
    assert without_token(response) == without_token(never)


def without_token(response: HttpResponse) -> bytes:
    """The body without the form's token, which differs in every answer."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", response.content)


def opens(client: Client, address: str) -> bool:
    response = client.get(address)
    body(response)  # type: ignore[arg-type]
    return response.status_code == 200


def test_a_link_is_for_one_person_one_file_and_one_variant(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna, upload_ids=[uploaded(anna).public_id])
    file, other = Attachment.objects.get(ticket_id=side.ticket_id), uploaded(anna)
    own = link(world.anna, file)
    client = world.anna.client()
    assert opens(client, own)
    assert opens(client, own.rsplit("/", 1)[0] + "/anders.txt")
    for wrong in (
        own.replace("/original/", "/thumb/"),
        own.replace("/original/", "/../"),
        own.replace(file.public_id, other.public_id),
        own.replace(file.public_id, "\u00e4" * 22),
        own.replace("/original/", "0/original/"),
        link(world.ben, file),
    ):
        missing(client, wrong)
    missing(world.ben.client(), own)
    assert opens(world.ben.client(), link(world.ben, file))
    assert Client().get(own).status_code in {302, 303}


def test_the_right_is_checked_again(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna, upload_ids=[uploaded(anna).public_id])
    file, pending = Attachment.objects.get(ticket_id=side.ticket_id), uploaded(anna)
    for other in (world.carla, world.olaf, world.chris):
        client = other.client()
        missing(client, link(other, file))
        missing(client, link(other, pending))
    missing(world.ben.client(), link(world.ben, pending))


def test_links_end_within_the_hour(world: Cast) -> None:
    file = uploaded(world.anna.actor())
    client = world.anna.client()
    start = now()
    with it_is(start):
        address = link(world.anna, file)
        assert link(world.anna, file) == address
    with it_is(start + timedelta(minutes=29)):
        assert opens(client, address)
    with it_is(start + timedelta(hours=1)):
        missing(client, address)


@pytest.mark.parametrize("end", ["", "-", "0", "zz", "٣", "f" * 300, "-1"])
def test_made_up_tokens_open_nothing(world: Cast, end: str) -> None:
    file = uploaded(world.anna.actor())
    signature = link(world.anna, file).split("/")[3].split("-", 1)[1]
    missing(world.anna.client(), f"/anhaenge/{file.public_id}/{end}-{signature}/original/x")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@example("ä" * 5000)
@example("a\r\nSet-Cookie: x=1\r\n\r\n")
def test_whatever_a_file_is_called_the_header_names_one_file(name: str) -> None:
    header = HttpResponse()
    header["Content-Disposition"] = disposition(name, inline=False)  # refuses line ends
    found = EmailMessage()
    found["Content-Disposition"] = header["Content-Disposition"].split("; filename*=")[0]
    assert list(found["Content-Disposition"].params) == ["filename"]
    assert unquote(header["Content-Disposition"].split("; filename*=UTF-8''")[1]) == name


@pytest.mark.parametrize(
    "name",
    [
        "Plan.pdf",
        "Straße 😀.pdf",
        'x.pdf"; filename="evil.bat',
        "x;filename=evil.bat",
        "a%22b%0d%0aSet-Cookie: x.txt",
        "a\\b.txt",
        "ä" * 200,
        "'x'.txt",
    ],
)
def test_the_header_holds_exactly_the_name(name: str) -> None:
    value = disposition(name, inline=False)
    found = re.fullmatch(
        r"""attachment; filename="([\w .()-]*)"; filename\*=UTF-8''([\w.~%-]+)""", value, re.ASCII
    )
    assert found
    assert unquote(found[2]) == name
