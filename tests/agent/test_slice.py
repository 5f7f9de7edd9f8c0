"""From the browser to the database and back: create, list, read, answer, note."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from anliegen.conversation.actions.release import sweep_held
from anliegen.conversation.models import Message
from anliegen.tickets.models import Side, Ticket
from tests.cast import PASSWORD, Cast


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def create(client: Client, world: Cast, **fields: object) -> str:
    data = {
        "to": "internal",
        "subject": "Lager aufräumen",
        "body": "Bitte bis Freitag.\n\nDanke <b>euch</b>",
        "key": str(uuid.uuid4()),
        "priority": "3",
        "categories": [world.categories["technik"]],
    }
    response = client.post("/tickets/neu/", data | fields)
    assert response.status_code == 303, response.content.decode()[:3000]
    return str(response["Location"])


def test_an_internal_ticket_is_created_listed_and_read(world: Cast, anna: Client) -> None:
    where = create(anna, world)
    listing = anna.get("/tickets/").content.decode()
    assert "Lager aufräumen" in listing
    assert "Technik" in listing
    page = anna.get(where).content.decode()
    assert "Danke &lt;b&gt;euch&lt;/b&gt;" in page
    assert 'id="reply"' not in page


def test_a_customer_gets_an_answer(world: Cast, anna: Client, passed: Callable[[], None]) -> None:
    passed()
    world.anna.actor()
    from anliegen.customers.models import Customer

    customer = Customer.objects.get(pk=world.customers["thal"])
    where = create(anna, world, to="customer", customer=customer.public_id)
    number = re.findall(r"\d+", where)[0]
    reply = {
        "body": "<p>Guten <b>Tag</b></p>",
        "body_format": "html",
        "key": str(uuid.uuid4()),
        "then": "wait",
    }
    response = anna.post(f"/tickets/{number}/antworten/", reply)
    assert response.status_code == 303
    again = anna.post(f"/tickets/{number}/antworten/", reply)
    assert again.status_code == 303
    assert sweep_held() == 1
    world.anna.actor()
    side = Side.objects.get(number=number)
    assert side.status == "waiting"
    assert Message.objects.filter(ticket_id=side.ticket_id).count() == 2


def test_an_empty_subject_keeps_what_was_typed(world: Cast, anna: Client) -> None:
    world.anna.actor()
    before = Ticket.objects.count()
    response = anna.post(
        "/tickets/neu/",
        {"to": "internal", "subject": " ", "body": "Der Text bleibt", "key": str(uuid.uuid4())},
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "Der Text bleibt" in text
    assert 'id="subject-error"' in text
    world.anna.actor()
    assert Ticket.objects.count() == before


def test_logging_in_and_out(world: Cast) -> None:
    client = Client()
    assert client.get("/tickets/").status_code == 303
    assert client.get("/anmelden/").status_code == 200
    wrong = client.post("/anmelden/", {"login": world.anna.email, "password": "falsch falsch"})
    assert "stimmen nicht" in wrong.content.decode()
    right = client.post("/anmelden/", {"login": world.anna.email, "password": PASSWORD})
    assert right.status_code == 302
    assert client.get("/tickets/").status_code == 200
    client.post("/abmelden/")
    assert client.get("/tickets/").status_code == 303
