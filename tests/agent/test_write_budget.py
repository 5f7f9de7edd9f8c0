"""Writing costs at most 15 statements whatever is written: gate, redirect, files, mails and jobs included."""

import uuid
from typing import Any

import pytest

from anliegen.accounts.models import Company
from anliegen.customers.models import Customer
from anliegen.mail.models import OutgoingMail
from anliegen.notifications.models import Kind, Notification, PushDevice
from tests.accounts.test_password_reset import jobs
from tests.cast import Cast, Person
from tests.conftest import Budget
from tests.conversation.acts import asked, uploaded

# The gate's BEGIN and COMMIT are among them: within the tests' own transaction SAVEPOINT and RELEASE.
MOST = 15


def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def mailing(world: Cast) -> Cast:
    """The company tells its customers of answers, and Paula is woken by her telephone."""
    world.ben.actor()
    Company.objects.filter(pk=world.ben.company_id).update(mails_replies=True)
    PushDevice.objects.create(
        company_id=world.paula.company_id,
        membership_id=world.paula.membership_id,
        endpoint="https://fcm.googleapis.com/fcm/send/abc",
        p256dh="x",
        auth="y",
    )
    return world


def form(world: Cast, **more: Any) -> dict[str, Any]:
    customer = Customer.objects.get(pk=world.customers["thal"])
    plain = {"to": "customer", "customer": customer.public_id, "subject": "Wartung", "body": "Gern"}
    return plain | {"key": key(), "priority": "3", "categories": [world.categories["technik"]]} | more


def answer(person: Person, **more: Any) -> tuple[str, dict[str, Any]]:
    side = asked(person.actor())
    path = f"/tickets/{side.number}/antworten/"
    return path, {"body": "Gern", "key": key(), "seen_news": str(side.news), "then": "close"} | more


@pytest.mark.parametrize("files", [0, 1, 20])
def test_an_answer(world: Cast, budget: type[Budget], files: int) -> None:
    path, data = answer(world.anna)
    data["uploads"] = [uploaded(world.anna.actor()).public_id for _ in range(files)]
    client = world.anna.client()
    with budget(MOST):
        assert client.post(path, data).status_code == 303


@pytest.mark.parametrize("files", [0, 1, 20])
def test_a_new_ticket(world: Cast, budget: type[Budget], files: int) -> None:
    anna = world.anna.actor()
    data = form(world, uploads=[uploaded(anna).public_id for _ in range(files)])
    client = world.anna.client()
    with budget(MOST):
        assert client.post("/tickets/neu/", data).status_code == 303


def test_a_new_ticket_of_which_everybody_hears(mailing: Cast, budget: type[Budget]) -> None:
    """With categories and a file, critical, calling a colleague who has a device, mailed to the customer."""
    file = uploaded(mailing.anna.actor())
    data = form(mailing, priority="4", body="Gern, @Paula Petersen", uploads=[file.public_id])
    client = mailing.anna.client()
    with budget(MOST):
        assert client.post("/tickets/neu/", data).status_code == 303
    mailing.paula.actor()
    assert OutgoingMail.objects.filter(purpose="reply").count() == 1
    assert len(jobs("mail.send")) == 1
    told = Notification.objects.filter(membership_id=mailing.paula.membership_id)
    assert told.values_list("kind", flat=True).get() == Kind.MENTION
    (woken,) = jobs("notifications.push")
    assert woken["told"] == [[mailing.paula.membership_id, "mention", True]]


def test_a_note_that_calls_somebody(mailing: Cast, budget: type[Budget]) -> None:
    side = asked(mailing.anna.actor())
    client = mailing.anna.client()
    with budget(MOST):
        path = f"/tickets/{side.number}/notizen/"
        assert client.post(path, {"body": "@Paula Petersen bitte", "key": key()}).status_code == 303
    assert len(jobs("notifications.push")) == 1
