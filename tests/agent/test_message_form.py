"""A refused message comes back with all that was typed and chosen."""

import re
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

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


def test_two_hundred_files_at_once_are_refused_whole(world: Cast) -> None:
    side = asked(world.anna.actor())
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(200)]
    data = {"body": "Anbei", "key": str(uuid.uuid4()), "files": files}
    response = world.anna.client().post(f"/tickets/{side.number}/antworten/", data)
    assert 400 <= response.status_code < 500
    world.anna.actor()
    assert not Attachment.objects.exists()
