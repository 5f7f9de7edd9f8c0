"""A refused message comes back with all that was typed and chosen."""

import errno
import re
import tempfile
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import override_settings
from psycopg import errors

from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Attachment, Message
from anliegen.tickets.models import Side
from tests.cast import Cast
from tests.conversation.acts import asked, uploaded


def test_uploads_stay_chosen_and_foreign_ones_do_not_show(world: Cast) -> None:
    theirs = uploaded(world.ben.actor(), name="Fremd.txt")
    anna = world.anna.actor()
    side, own = asked(anna), uploaded(anna, name="Eigen <b>.txt")
    data = {
        "body": "x" * 2_000_001,
        "body_format": "html",
        "uploads": [own.public_id, theirs.public_id, "\x00"],
        "key": str(uuid.uuid4()),
    }
    response = world.anna.client().post(f"/tickets/{side.number}/antworten/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'name="uploads" value="{own.public_id}" checked><span>Eigen &lt;b&gt;.txt<', page)
    assert "Fremd.txt" not in page
    world.anna.actor()
    assert Message.objects.count() == 1


def test_a_newer_message_is_shown_before_sending(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    seen = Side.objects.get(pk=side.pk).news
    reply(actor=world.ben.actor(), number=side.number, html="<p>Ich war schneller</p>", key=uuid.uuid4())
    client = world.anna.client()
    data = {"body": "Mein Text bleibt", "key": str(uuid.uuid4()), "seen_news": str(seen)}
    first = client.post(f"/tickets/{side.number}/antworten/", data)
    page = first.content.decode()
    assert first.status_code == 409
    assert "Ich war schneller" in page
    assert "Mein Text bleibt" in page
    found = re.search(r'name="seen_news" value="(\d+)"', page)
    assert found
    second = client.post(f"/tickets/{side.number}/antworten/", data | {"seen_news": found[1]})
    assert second.status_code == 303


def test_files_come_with_the_form_itself(world: Cast) -> None:
    side = asked(world.anna.actor())
    files = [SimpleUploadedFile(f"{n}.txt", b"Inhalt") for n in range(3)]
    data = {"body": "Anbei", "key": str(uuid.uuid4()), "files": files}
    assert world.anna.client().post(f"/tickets/{side.number}/antworten/", data).status_code == 303
    world.anna.actor()
    assert Attachment.objects.filter(ticket_id=side.ticket_id).count() == 3


def test_two_hundred_files_at_once_are_refused_with_the_text_kept(world: Cast) -> None:
    side = asked(world.anna.actor())
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(200)]
    data = {"body": "Anbei zweihundert Dateien", "key": str(uuid.uuid4()), "files": files}
    response = world.anna.client().post(f"/tickets/{side.number}/antworten/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "höchstens 20 Dateien" in page
    assert "Anbei zweihundert Dateien" in page
    world.anna.actor()
    assert Message.objects.count() == 1
    assert Attachment.objects.count() == 20


def chosen(page: str) -> list[str]:
    """The uploads that a form shown again still has."""
    return re.findall(r'name="uploads" value="([\w-]{22})" checked', page)


def test_files_of_a_refused_form_are_still_attached(world: Cast) -> None:
    """Without scripts files come with the form: whoever forgot the text need not choose them again."""
    side = asked(world.anna.actor())
    client, address = world.anna.client(), f"/tickets/{side.number}/notizen/"
    files = [SimpleUploadedFile("Plan.txt", b"Plan"), SimpleUploadedFile("Leer.txt", b"")]
    first = client.post(address, {"body": "", "key": str(uuid.uuid4()), "files": files})
    kept = chosen(first.content.decode())
    assert first.status_code == 422
    assert "Leer.txt" in first.content.decode()
    assert len(kept) == 1
    second = client.post(address, {"body": "Jetzt mit Text", "key": str(uuid.uuid4()), "uploads": kept})
    assert second.status_code == 303
    world.anna.actor()
    (file,) = Attachment.objects.all()
    assert (file.name, file.message_id) == ("Plan.txt", Message.objects.latest("id").pk)


@pytest.mark.parametrize("missing", [{"subject": ""}, {"to": ""}, {"to": "customer"}, {"find": "1"}])
def test_a_new_ticket_keeps_its_files_too(world: Cast, missing: dict[str, str]) -> None:
    data = {"to": "internal", "subject": "Betreff", "body": "Text", "priority": "2", "key": str(uuid.uuid4())}
    client = world.anna.client()
    files = [SimpleUploadedFile("Plan.txt", b"Plan")]
    page = client.post("/tickets/neu/", data | missing | {"files": files}).content.decode()
    assert len(chosen(page)) == 1
    world.anna.actor()
    assert not Message.objects.exists()
    assert client.post("/tickets/neu/", data | {"uploads": chosen(page)}).status_code == 303
    world.anna.actor()
    assert Attachment.objects.get().message_id


@pytest.mark.parametrize("where", ["write", "close"])
def test_a_full_disk_keeps_the_text(world: Cast, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """The disk fills up while the form with its files is read, before any view is called."""
    side = asked(world.anna.actor())
    tried = full_disk(monkeypatch, where)
    data = {"body": "Dieser Text bleibt stehen", "key": str(uuid.uuid4())}
    files = [SimpleUploadedFile("Plan.txt", b"x" * 200_000)]
    response = world.anna.client().post(f"/tickets/{side.number}/antworten/", data | {"files": files})
    page = response.content.decode()
    assert tried
    assert response.status_code == 422
    assert "Dieser Text bleibt stehen" in page
    assert "Der Datenträger ist voll" in page
    world.anna.actor()
    assert Message.objects.count() == 1
    assert not Attachment.objects.exists()


def test_a_full_disk_is_told_to_the_script(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    full_disk(monkeypatch, "write")
    data = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile("Plan.txt", b"x" * 200_000)}
    response = world.anna.client().post("/anhaenge/", data)
    assert response.status_code == 507
    assert "Der Datenträger ist voll" in response.json()["error"]  # type: ignore[attr-defined]
    world.anna.actor()
    assert not Attachment.objects.exists()


def test_a_full_disk_of_the_database_keeps_the_text(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    side = asked(world.anna.actor())

    def full(*args: object, **values: object) -> None:
        raise OperationalError("could not extend file") from errors.DiskFull("could not extend file")

    monkeypatch.setattr("anliegen.conversation.actions.post.touch", full)
    body = "Dieser Text ist lang genug, um ihn ein zweites Mal zu zeigen."
    data = {"body": body, "key": str(uuid.uuid4())}
    response = world.anna.client().post(f"/tickets/{side.number}/notizen/", data)
    assert response.status_code == 507
    assert body in response.content.decode()
    world.anna.actor()
    assert Message.objects.count() == 1


def test_an_error_page_that_fails_itself_still_says_so(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    side = asked(world.anna.actor())

    def broken(*args: object, **values: object) -> None:
        raise RuntimeError("broken")

    for place in ("anliegen.conversation.actions.post.touch", "anliegen.common.http.render_to_string"):
        monkeypatch.setattr(place, broken)
    data = {"body": "Kurz <b>", "key": str(uuid.uuid4())}
    with override_settings(DEBUG_PROPAGATE=False):
        response = world.anna.client().post(f"/tickets/{side.number}/notizen/", data)
    page = response.content.decode()
    assert response.status_code == 500
    assert "<h1>Das hat nicht geklappt</h1>" in page
    assert "Kurz &lt;b&gt;</textarea>" in page
    world.anna.actor()
    assert Message.objects.count() == 1


def full_disk(monkeypatch: pytest.MonkeyPatch, where: str) -> list[str]:
    """Let the system say that there is no room for temporary files; returns what was tried."""
    tried: list[str] = []

    def full(*args: object) -> None:
        tried.append(where)
        raise OSError(errno.ENOSPC, "No space left on device")

    make = tempfile.NamedTemporaryFile

    def temporary(*args: Any, **values: Any) -> Any:
        file = make(*args, **values)
        monkeypatch.setattr(file, "write" if where == "write" else "seek", full, raising=False)
        return file

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", temporary)
    return tried
