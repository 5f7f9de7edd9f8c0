"""Taking a reply back on the page: with its notice, without scripts, too late, and for nobody else."""

import json
import re
import uuid
from collections.abc import Callable
from urllib.parse import unquote

from django.test import Client

from anliegen.conversation.models import Message
from anliegen.tickets.models import Side
from tests.cast import Cast
from tests.conversation.acts import asked


def sent(client: Client, side: Side, **fields: str) -> tuple[Message, str]:
    """Post a reply; returns its message and the notice's way back."""
    data = {"body": "Gern geschehen", "key": str(uuid.uuid4()), "then": "close"} | fields
    answer = client.post(f"/tickets/{side.number}/antworten/", data)
    assert answer.status_code == 303
    notice = json.loads(unquote(answer.cookies["notice"].value))
    return Message.objects.latest("id"), (notice["undo"] or {}).get("url", "")


def test_the_text_stands_in_the_composer_again(world: Cast) -> None:
    side = asked(world.anna.actor())
    client = world.anna.client()
    message, way_back = sent(client, side)
    page = client.get(f"/tickets/{side.number}/").content.decode()
    assert "Nachricht wird gesendet." in page
    assert page.count(f'action="{way_back}"') == 2  # in the notice and at the message
    answer = client.post(way_back)
    assert answer["Location"] == f"/tickets/{side.number}/?entwurf=1"
    page = client.get(answer["Location"]).content.decode()
    assert "Nachricht zurückgenommen" in page
    assert re.search(r'<textarea[^>]* name="body"[^>]*data-format="text" autofocus>Gern geschehen<', page)
    assert f'id="m{message.pk}"' not in page
    assert "Anna Ahrens hat eine Nachricht vor dem Versand zurückgenommen" in page
    world.anna.actor()
    assert Side.objects.get(pk=side.pk).status == "open"


def test_a_colleague_sees_it_being_sent_and_has_no_way_back(world: Cast) -> None:
    side = asked(world.anna.actor())
    _message, way_back = sent(world.anna.client(), side)
    ben = world.ben.client()
    page = ben.get(f"/tickets/{side.number}/").content.decode()
    assert "Wird gesendet" in page
    assert way_back not in page
    assert ben.post(way_back).status_code == 403
    world.anna.actor()
    assert Message.objects.filter(ticket_id=side.ticket_id).count() == 2


def test_too_late_is_said_and_the_message_stays(world: Cast, passed: Callable[[], None]) -> None:
    passed()
    side = asked(world.anna.actor())
    client = world.anna.client()
    message, way_back = sent(client, side)
    answer = client.post(way_back)
    assert "Sie lässt sich nicht mehr zurücknehmen" in unquote(answer.cookies["notice"].value)
    world.anna.actor()
    assert Message.objects.filter(pk=message.pk).exists()


def test_a_form_that_comes_again_after_it_was_taken_back(world: Cast) -> None:
    side, key = asked(world.anna.actor()), str(uuid.uuid4())
    client = world.anna.client()
    _message, way_back = sent(client, side, key=key)
    client.post(way_back)
    data = {"body": "Gern geschehen", "key": key}
    answer = client.post(f"/tickets/{side.number}/antworten/", data)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Sie haben diese Nachricht zurückgenommen. Erneut senden?" in page
    assert key not in page
    world.anna.actor()
    assert Message.objects.filter(ticket_id=side.ticket_id).count() == 1
    fresh = re.findall(r'name="key" value="([^"]+)"', page)[0]
    assert client.post(f"/tickets/{side.number}/antworten/", data | {"key": fresh}).status_code == 303
