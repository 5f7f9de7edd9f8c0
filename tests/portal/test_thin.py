"""The way of a contact: log in, see the own requests, open one, answer; nothing else shows."""

import uuid

from django.test import Client

from anliegen.conversation.models import Message
from anliegen.tickets.models import Category, Ticket
from tests.cast import PASSWORD, Cast
from tests.conftest import Budget
from tests.portal.cast import guest, released


def test_from_the_log_in_to_the_answer(unlimited: Cast) -> None:
    world = unlimited
    karl = guest(world.ben, "nordwerk", world.contacts["karl"], PASSWORD)
    side = released(world.ben, world.customers["thal"])
    client = Client()
    answer = client.post(karl.home + "anmelden/", {"email": "KARL@thal.example ", "password": PASSWORD})
    assert answer.status_code == 303
    assert answer["Location"] == karl.home
    assert answer.cookies["portal"]["path"] == karl.home
    assert answer.cookies["portal"]["httponly"]
    page = client.get(karl.home)
    assert "Heizung fällt aus" in page.content.decode()
    where = f"{karl.home}anfragen/{side.number}/"
    sent = client.post(where, {"body": "Danke!", "key": str(uuid.uuid4())})
    assert sent.status_code == 303
    assert sent["Location"] == where
    shown = client.get(where).content.decode()
    assert "Vielen Dank, Ihre Antwort ist angekommen." in shown
    assert "Danke!" in shown
    world.ben.actor()
    message = Message.objects.latest("id")
    assert (message.author, message.author_name, message.membership_id) == ("customer", "Karl Thal", None)
    assert message.portal_account_id == karl.account_id


def test_the_list_costs_few_statements(world: Cast, budget: type[Budget]) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    for _ in range(10):
        released(world.ben, world.customers["thal"])
    client = karl.client()
    with budget(6):  # two of them the savepoint of the test
        assert client.get(karl.home).content.decode().count("<article") == 10
    Category.objects.filter(company_id=world.ben.company_id).update(portal_visible=True)
    labels = [world.categories["technik"], world.categories["rechnung"]]
    number = released(world.ben, world.customers["thal"], category_ids=labels).number
    with budget(8):
        assert client.get(f"{karl.home}anfragen/{number}/").status_code == 200


def test_nobody_without_a_request_sees_an_empty_page(world: Cast) -> None:
    mia = guest(world.ben, "nordwerk", world.contacts["mia"])
    assert "Sie haben noch keine Anfrage gestellt." in mia.client().get(mia.home).content.decode()


def test_what_is_not_theirs_looks_like_what_does_not_exist(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    hidden = [
        released(world.ben, world.customers["moor"]),  # another customer's
        released(world.ben, world.customers["thal"], portal_visible=False),
    ]
    spam = released(world.ben, world.customers["thal"])
    spam.folder = "spam"
    spam.save()
    client = karl.client()
    nothing = client.get(f"{karl.home}anfragen/999999/")
    assert nothing.status_code == 404
    for side in [*hidden, spam]:
        answer = client.get(f"{karl.home}anfragen/{side.number}/")
        assert answer.status_code == 404
        for path in ("", "status/"):
            body = {"body": "x", "key": str(uuid.uuid4()), "status": "closed"}
            assert client.post(f"{karl.home}anfragen/{side.number}/{path}", body).status_code == 404
    world.ben.actor()
    assert not Message.objects.filter(ticket_id__in=[s.ticket_id for s in [*hidden, spam]], html="x").exists()
    assert not Ticket.objects.filter(pk__in=[s.ticket_id for s in [*hidden, spam]], status="closed").exists()
