"""Every address of one request at the portal, for everybody who might come along with a cookie."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Attachment, Message
from anliegen.customers.actions.portal_access import share_among_contacts, withdraw_contact
from anliegen.customers.models import Contact, Customer
from anliegen.tickets.models import Event, Side, Ticket
from tests.cast import Cast
from tests.conversation.acts import uploaded
from tests.portal.cast import Guest, guest, released

SEEN, HIDDEN, OUT = (200, 303), (404, 404), (303, 401)  # for GET and for what writes


def kim(world: Cast) -> Guest:
    """Karl's colleague at the same customer."""
    world.ben.actor()
    contact = Contact.objects.create(
        company_id=world.ben.company_id,
        customer_id=world.customers["thal"],
        name="Kim Thal",
        email="kim@thal.example",
    )
    return guest(world.ben, "nordwerk", contact.pk)


def thal(world: Cast) -> str:
    world.ben.actor()
    return Customer.objects.get(pk=world.customers["thal"]).public_id


def colleague(world: Cast, side: Side) -> Client:
    return kim(world).client()


def sharing_colleague(world: Cast, side: Side) -> Client:
    share_among_contacts(actor=world.ben.actor(), public_id=thal(world), shares=True)
    return kim(world).client()


def other_customer(world: Cast, side: Side) -> Client:
    return guest(world.ben, "nordwerk", world.contacts["mia"]).client()


def other_company(world: Cast, side: Side) -> Client:
    client = Client()
    client.cookies["portal"] = guest(world.chris, "suedhof", world.contacts["bodo"]).key
    return client


def withdrawn(world: Cast, side: Side) -> Client:
    """Her own request it was; her access has ended."""
    person = kim(world)
    contact = Contact.objects.get(email=person.email)
    Ticket.objects.filter(pk=side.ticket_id).update(contact_id=contact.pk)
    withdraw_contact(actor=world.ben.actor(), public_id=thal(world), contact_id=contact.pk)
    return person.client()


def former_participant(world: Cast, side: Side) -> Client:
    """Her own request it was; it has gone over to Karl."""
    person = kim(world)
    contact = Contact.objects.get(email=person.email)
    Ticket.objects.filter(pk=side.ticket_id).update(contact_id=contact.pk)
    assert person.client().get(f"/portal/nordwerk/anfragen/{side.number}/").status_code == 200
    world.ben.actor()
    Ticket.objects.filter(pk=side.ticket_id).update(contact_id=world.contacts["karl"])
    return person.client()


def taken_back(world: Cast, side: Side) -> Client:
    """His own request it is, but it is no longer released."""
    world.ben.actor()
    Ticket.objects.filter(pk=side.ticket_id).update(portal_visible=False)
    return guest(world.ben, "nordwerk", world.contacts["karl"]).client()


def own(world: Cast, side: Side) -> Client:
    return guest(world.ben, "nordwerk", world.contacts["karl"]).client()


def employee(world: Cast, side: Side) -> Client:
    return world.ben.client()


def stranger(world: Cast, side: Side) -> Client:
    return Client()


ACTORS: dict[str, tuple[Callable[[Cast, Side], Client], tuple[int, int]]] = {
    "own": (own, SEEN),
    "own, taken back": (taken_back, HIDDEN),
    "colleague": (colleague, HIDDEN),
    "colleague who shares": (sharing_colleague, SEEN),
    "other customer": (other_customer, HIDDEN),
    "other company": (other_company, OUT),
    "withdrawn": (withdrawn, OUT),
    "former participant": (former_participant, HIDDEN),
    "employee": (employee, OUT),
    "stranger": (stranger, OUT),
}


def request_with_a_file(world: Cast) -> tuple[Side, str]:
    side = released(world.ben, world.customers["thal"], world.contacts["karl"])
    ben = world.ben.actor()
    file = uploaded(ben, b"%PDF-1.4 Angebot", "angebot.pdf")
    reply(actor=ben, number=side.number, html="<p>Anbei</p>", key=uuid.uuid4(), upload_ids=[file.public_id])
    return side, file.public_id


def state(world: Cast) -> tuple[int, ...]:
    world.ben.actor()
    counted = (Message.objects.count(), Event.objects.count(), Attachment.objects.count())
    return (*counted, *Ticket.objects.order_by("id").values_list("version", flat=True))


@pytest.mark.parametrize("who", ACTORS)
def test_who_sees_and_writes_what(world: Cast, who: str) -> None:
    make, (reads, writes) = ACTORS[who]
    side, file = request_with_a_file(world)
    client = make(world, side)
    where = f"/portal/nordwerk/anfragen/{side.number}/"
    assert client.get(where).status_code == reads
    answer = client.get(f"/portal/nordwerk/dateien/{file}/original/angebot.pdf")
    assert answer.status_code == reads
    if answer.streaming:
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    before = state(world)
    key = str(uuid.uuid4())
    assert client.post(where, {"body": "Darf ich?", "key": key}).status_code == writes
    assert client.post(f"{where}status/", {"status": "closed"}).status_code == writes
    foreign_file = client.delete(f"/portal/nordwerk/dateien/{file}/").status_code
    assert foreign_file == (401 if writes == 401 else 404), "what was sent is taken back by nobody"
    assert (state(world) != before) == (writes == 303)
    listed = client.get("/portal/nordwerk/")
    shown = f"/anfragen/{side.number}/" in listed.content.decode()
    assert shown == (reads == 200)
