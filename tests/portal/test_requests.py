"""Answering, asking, closing, reopening, files: what contacts do happens once or not at all."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anliegen.common.clock import now
from anliegen.conversation.models import Attachment, Message
from anliegen.conversation.storage_sweep import sweep
from anliegen.customers.models import Contact, Customer
from anliegen.tickets.actions.change import change_status
from anliegen.tickets.models import Event, Side, Ticket
from tests.cast import Cast
from tests.portal.cast import Guest, guest, released

PDF = b"%PDF-1.4\n%%EOF\n"
ASKED = {"subject": "Wasserhahn tropft", "priority": "3", "body": "Im Bad.\nSeit gestern."}


@pytest.fixture
def karl(world: Cast) -> Guest:
    return guest(world.ben, "nordwerk", world.contacts["karl"])


def counts(world: Cast) -> tuple[int, ...]:
    world.ben.actor()
    return Ticket.objects.count(), Message.objects.count(), Event.objects.count(), Attachment.objects.count()


def ask(client: Client, home: str, **changes: Any) -> Any:
    return client.post(home + "anfragen/neu/", ASKED | {"key": str(uuid.uuid4())} | changes)


def test_a_new_request_stands_at_the_desk_at_once(world: Cast, karl: Guest) -> None:
    key = str(uuid.uuid4())
    file = SimpleUploadedFile("Rechnung.pdf", PDF)
    client = karl.client()
    answer = ask(client, karl.home, key=key, files=[file])
    assert answer.status_code == 303
    assert ask(client, karl.home, key=key)["Location"] == answer["Location"]  # sent twice
    world.ben.actor()
    side = Side.objects.select_related("ticket").latest("id")
    assert answer["Location"] == f"{karl.home}anfragen/{side.number}/"
    ticket = side.ticket
    assert (ticket.subject, ticket.priority, ticket.status) == ("Wasserhahn tropft", 3, "open")
    assert (ticket.customer_id, ticket.contact_id) == (world.customers["thal"], world.contacts["karl"])
    assert (ticket.from_label, ticket.portal_visible, ticket.opened_by_id) == (
        "Thal Architekten GmbH",
        True,
        None,
    )
    assert Message.objects.get(ticket=ticket).html == "<p>Im Bad.<br>Seit gestern.</p>"
    assert Attachment.objects.get(ticket=ticket).name == "Rechnung.pdf"
    entry = Event.objects.filter(ticket=ticket).first()
    assert entry
    assert (entry.actor_id, entry.origin) == (None, "portal")


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": ""},
        {"subject": "x" * 201},
        {"body": ""},
        {"priority": "5"},
        {"priority": ""},
        {"key": "kein Schlüssel"},
        {"customer": "0" * 22},
        {"uploads": "A" * 22},
        {"files": [SimpleUploadedFile("virus.exe", b"MZ")]},
        {"files": [SimpleUploadedFile("leer.pdf", b"")]},
    ],
)
def test_what_cannot_be_taken_changes_nothing(world: Cast, karl: Guest, changes: dict[str, Any]) -> None:
    client, before = karl.client(), counts(world)
    answer = ask(client, karl.home, **changes)
    assert answer.status_code in (404, 422)
    if answer.status_code == 422 and "subject" not in changes:
        assert "Wasserhahn tropft" in answer.content.decode()  # what was typed stays
    assert counts(world) == before


def test_an_answer_twice_is_one_and_moves_the_ticket(world: Cast, karl: Guest) -> None:
    side = released(world.ben, world.customers["thal"])
    change_status(actor=world.ben.actor(), number=side.number, status="waiting")
    client, where = karl.client(), f"{karl.home}anfragen/{side.number}/"
    assert "Bitte antworten Sie uns" in client.get(karl.home).content.decode()
    answer = {"body": "Der Zeiger steht bei 0,6.", "key": str(uuid.uuid4())}
    assert client.post(where, answer).status_code == 303
    before = counts(world)
    assert client.post(where, answer).status_code == 303
    assert counts(world) == before
    assert Ticket.objects.get(pk=side.ticket_id).status == "in_progress"
    assert client.post(where, {"body": " ", "key": str(uuid.uuid4())}).status_code == 422
    assert counts(world) == before


def test_closing_and_reopening(world: Cast, karl: Guest) -> None:
    side = released(world.ben, world.customers["thal"])
    client, where = karl.client(), f"{karl.home}anfragen/{side.number}/"
    assert client.post(where + "status/", {"status": "closed"}).status_code == 303
    world.ben.actor()
    assert Ticket.objects.get(pk=side.ticket_id).status == "closed"
    before = counts(world)
    assert client.post(where + "status/", {"status": "closed"}).status_code == 303
    assert counts(world) == before
    assert client.post(where + "status/", {"status": "open"}).status_code == 303
    world.ben.actor()
    assert Ticket.objects.get(pk=side.ticket_id).status == "open"


def test_after_two_weeks_an_answer_becomes_a_new_request(world: Cast, karl: Guest) -> None:
    side = released(world.ben, world.customers["thal"])
    change_status(actor=world.ben.actor(), number=side.number, status="closed")
    Ticket.objects.filter(pk=side.ticket_id).update(closed_at=now() - timedelta(days=15))
    client, where = karl.client(), f"{karl.home}anfragen/{side.number}/"
    before = counts(world)
    assert client.post(where + "status/", {"status": "open"}).status_code == 422
    assert counts(world) == before
    answer = client.post(where, {"body": "Wieder kaputt", "key": str(uuid.uuid4())})
    assert answer.status_code == 303
    assert answer["Location"] != where
    assert "Wieder kaputt" in client.get(answer["Location"]).content.decode()
    world.ben.actor()
    assert Ticket.objects.get(pk=side.ticket_id).status == "closed"


def upload(client: Client, home: str, name: str = "Foto.pdf") -> str:
    data = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile(name, PDF)}
    answer = client.post(home + "dateien/", data)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_uploads_belong_to_the_contact_alone(world: Cast, karl: Guest) -> None:
    mia = guest(world.ben, "nordwerk", world.contacts["mia"])
    side = released(world.ben, world.customers["thal"])
    client, other = karl.client(), mia.client()
    public_id = upload(client, karl.home)
    where = f"{karl.home}dateien/{public_id}/"
    assert b"".join(client.get(where + "original/Foto.pdf")) == PDF
    assert other.get(where + "original/Foto.pdf").status_code == 404
    assert other.delete(where).status_code == 404
    theirs = ask(other, karl.home, uploads=public_id)  # somebody else's upload
    assert theirs.status_code == 404
    sent = client.post(
        f"{karl.home}anfragen/{side.number}/", {"body": "x", "key": str(uuid.uuid4()), "uploads": public_id}
    )
    assert sent.status_code == 303
    shown = client.get(where + "original/Foto.pdf")
    assert b"".join(shown) == PDF
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["Cache-Control"] == "private, no-store"
    assert other.get(where + "original/Foto.pdf").status_code == 404
    world.ben.actor()
    Ticket.objects.filter(pk=side.ticket_id).update(portal_visible=False)
    assert client.get(where + "original/Foto.pdf").status_code == 404


def test_a_contact_s_files_count_for_the_company(
    world: Cast, karl: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = karl.client()
    upload(client, karl.home)
    sweep(world.ben.company_id)
    monkeypatch.setattr(settings, "COMPANY_BYTES", len(PDF))
    refused = client.post(
        f"{karl.home}dateien/", {"file": SimpleUploadedFile("Foto.pdf", PDF), "key": str(uuid.uuid4())}
    )
    assert refused.status_code == 422
    assert "Dateien ist aufgebraucht" in refused.json()["error"]


def test_an_upload_is_taken_back(world: Cast, karl: Guest) -> None:
    client = karl.client()
    public_id = upload(client, karl.home)
    assert client.delete(f"{karl.home}dateien/{public_id}/").status_code == 204
    assert client.delete(f"{karl.home}dateien/{public_id}/").status_code == 404
    world.ben.actor()
    assert not Attachment.objects.exists()


def test_too_many_requests_in_an_hour_are_refused(world: Cast, karl: Guest) -> None:
    client = karl.client()
    for _ in range(20):
        assert ask(client, karl.home).status_code == 303
    before = counts(world)
    answer = ask(client, karl.home)
    assert answer.status_code == 422
    assert "rufen Sie uns an" in answer.content.decode()
    assert counts(world) == before


def test_people_of_two_customers_say_for_whom_they_write(world: Cast, karl: Guest) -> None:
    world.ben.actor()
    second = Contact.objects.create(
        company_id=world.ben.company_id,
        customer_id=world.customers["moor"],
        name="Karl Thal",
        email="karl@thal.example",
    )
    guest(world.ben, "nordwerk", second.pk)
    client, before = karl.client(), counts(world)
    assert ask(client, karl.home).status_code == 422
    assert counts(world) == before
    world.ben.actor()
    moor = Customer.objects.get(pk=world.customers["moor"])
    assert ask(client, karl.home, customer=moor.public_id).status_code == 303
    world.ben.actor()
    assert Ticket.objects.latest("id").contact_id == second.pk


HOSTILE = ["<script>alert(1)</script>", '=HYPERLINK("x")', "\u202eGegenläufig", "W" * 120, "{{ 7*7 }} %(x)s"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(world: Cast, karl: Guest, name: str) -> None:
    world.ben.actor()
    Contact.objects.filter(pk=world.contacts["karl"]).update(name=name)
    Customer.objects.filter(pk=world.customers["thal"]).update(name=name)
    client = karl.client()
    answer = ask(client, karl.home, subject=name, body=name)
    assert answer.status_code == 303
    for path in (karl.home, answer["Location"]):
        page = client.get(path)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert "{{" not in name or "7*7" in page.content.decode()


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "1"])
def test_guessed_numbers_find_nothing(world: Cast, karl: Guest, number: str) -> None:
    released(world.ben, world.customers["moor"])
    client = karl.client()
    assert client.get(f"{karl.home}anfragen/{number}/").status_code == 404


def test_a_long_list_is_read_in_parts(world: Cast, karl: Guest) -> None:
    numbers = {released(world.ben, world.customers["thal"]).number for _ in range(53)}
    client, path, seen = karl.client(), karl.home, set[int]()
    for _part in range(3):
        page = client.get(path).content.decode()
        seen |= {int(n) for n in re.findall(r"/anfragen/(\d+)/", page)}
        more = re.search(r'href="(\?running=[^"]+)"', page)
        if not more:
            break
        path = karl.home + more[1]
    assert seen == numbers


def test_files_of_a_refused_form_are_still_attached(world: Cast, karl: Guest) -> None:
    """Without scripts files come with the form: whoever forgot the text need not choose them again."""
    client, before = karl.client(), counts(world)
    first = ask(client, karl.home, subject="", files=[SimpleUploadedFile("Rechnung.pdf", PDF)])
    kept = re.findall(r'name="uploads" value="([\w-]{22})" checked', first.content.decode())
    assert first.status_code == 422
    assert len(kept) == 1
    assert counts(world)[:3] == before[:3]
    assert ask(client, karl.home, uploads=kept).status_code == 303
    world.ben.actor()
    assert Attachment.objects.get().message_id == Message.objects.latest("id").pk
