"""An unknown sender's ticket gets a customer, in one step, with everything that hangs on it, and back."""

import pytest

from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.record import happenings
from anliegen.customers.access import contacts_of
from anliegen.customers.actions.archive import archive_customer
from anliegen.customers.actions.contact import add_contact
from anliegen.customers.domains import domain_of, likely_customers
from anliegen.customers.models import Contact, Customer
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.tickets.actions.adopt import adopt_sender, assign_customer, release_sender
from anliegen.tickets.models import Event, Side
from tests.cast import Cast
from tests.conversation.acts import asked, to_customer


def thal(world: Cast) -> Customer:
    return Customer.objects.get(pk=world.customers["thal"])


def test_a_ticket_given_to_a_customer_stands_in_its_record(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna, subject="Tropft")
    assign_customer(actor=anna, number=side.number, public_id=thal(world).public_id)
    side = Side.objects.select_related("ticket").get(pk=side.pk)
    uwe = contacts_of(anna, thal(world))[1]
    assert (side.kind, side.customer_id, side.from_label) == (
        "customer",
        thal(world).pk,
        "Thal Architekten GmbH",
    )
    assert (uwe.name, uwe.emails, side.ticket.contact_id) == ("Uwe Unger", ["uwe@unger.example"], uwe.pk)
    happened = happenings(anna, thal(world).pk)
    assert [t.subject for t in happened.tickets] == ["Tropft"]
    assert {"opened", "message", "contact-added"} <= {line.verb for line in happened.lines}
    assert Event.objects.filter(ticket_id=side.ticket_id, verb="customer").count() == 1


def test_a_known_address_finds_its_contact(world: Cast) -> None:
    anna = world.anna.actor()
    given = ContactInput(name="Uwe", emails=["x@thal.example", "uwe@unger.example"])
    uwe = add_contact(actor=anna, public_id=thal(world).public_id, given=given)
    side = asked(anna)
    assign_customer(actor=anna, number=side.number, public_id=thal(world).public_id)
    assert Side.objects.get(pk=side.pk).ticket.contact_id == uwe.pk
    assert Contact.objects.filter(customer=thal(world)).count() == 2


def test_it_is_taken_back(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    assign_customer(actor=anna, number=side.number, public_id=thal(world).public_id)
    release_sender(actor=anna, number=side.number)
    side = Side.objects.get(pk=side.pk)
    assert (side.kind, side.customer_id, side.from_label) == ("unknown", None, "Uwe Unger")
    assert happenings(anna, thal(world).pk).tickets == []
    with pytest.raises(RefusedError):
        release_sender(actor=anna, number=side.number)
    known = to_customer(anna, world)
    with pytest.raises(RefusedError):
        release_sender(actor=anna, number=known.number)


def test_the_sender_becomes_a_customer_and_rests_in_the_archive_when_taken_back(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    contact = ContactInput(name="Uwe Unger", emails=["uwe@unger.example"])
    given = CustomerInput(name="Unger GmbH", contacts=[contact])
    adopt_sender(actor=anna, number=side.number, given=given)
    made = Customer.objects.get(name="Unger GmbH")
    side = Side.objects.get(pk=side.pk)
    assert (side.customer_id, side.from_label) == (made.pk, "Unger GmbH")
    with pytest.raises(RefusedError):
        adopt_sender(actor=anna, number=side.number, given=given)
    assert Customer.objects.filter(name="Unger GmbH").count() == 1
    release_sender(actor=anna, number=side.number)
    made.refresh_from_db()
    assert made.archived_at is not None


def test_archived_and_foreign_customers_are_refused(world: Cast) -> None:
    world.carla.actor()
    berg = Customer.objects.get(pk=world.customers["berg"]).public_id
    anna = world.anna.actor()
    side = asked(anna)
    archive_customer(actor=anna, public_id=thal(world).public_id, archived=True)
    with pytest.raises(RefusedError):
        assign_customer(actor=anna, number=side.number, public_id=thal(world).public_id)
    with pytest.raises(NotFoundError):
        assign_customer(actor=anna, number=side.number, public_id=berg)
    assert Side.objects.get(pk=side.pk).kind == "unknown"
    page = world.anna.client().get(f"/tickets/{side.number}/kunde/?q=thal").content.decode()
    assert 'name="customer"' not in page


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("a@Thal.example", "thal.example"),
        ("a@gmx.de", ""),
        ("a@GMAIL.com", ""),
        ("nonsense", ""),
        ("a@localhost", ""),
        ("", ""),
    ],
)
def test_free_mail_says_nothing(email: str, domain: str) -> None:
    assert domain_of(email) == domain


def test_likely_customers_know_the_address_or_its_domain(world: Cast) -> None:
    anna = world.anna.actor()
    add = {"emails": ["buero@thal.example", "k@gmx.de"]}
    add_contact(actor=anna, public_id=thal(world).public_id, given=ContactInput(name="Büro", **add))
    assert [f.name for f in likely_customers(anna, "neu@thal.example")] == ["Thal Architekten GmbH"]
    assert [f.name for f in likely_customers(anna, "k@gmx.de")] == ["Thal Architekten GmbH"]
    assert likely_customers(anna, "anders@gmx.de") == []
    assert likely_customers(anna, "%@%") == []


def test_from_the_ticket_s_page(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    client = world.anna.client()
    ticket = f"/tickets/{side.number}/"
    assert f'href="{ticket}kunde/"' in client.get(ticket).content.decode()
    page = client.get(f"{ticket}kunde/").content.decode()
    assert 'value="Uwe Unger"' in page
    wrong = client.post(f"{ticket}kunde/", {"name": " ", "contact_name": "Uwe"})
    assert wrong.status_code == 422
    assert 'id="field-name-error"' in wrong.content.decode()
    made = client.post(f"{ticket}kunde/", {"name": "Unger", "kind": "person", "contact_name": "Uwe"})
    assert (made.status_code, made["Location"]) == (303, ticket)
    assert "hat das Ticket einem Kunden zugeordnet" in client.get(ticket).content.decode()
    assert client.post(f"{ticket}kunde/", {"undo": "1"}).status_code == 303
    assert f'href="{ticket}kunde/"' in client.get(ticket).content.decode()


def test_a_new_ticket_for_an_archived_customer_is_refused(world: Cast) -> None:
    anna = world.anna.actor()
    where = thal(world).public_id
    archive_customer(actor=anna, public_id=where, archived=True)
    form = {"to": "customer", "customer": where, "subject": "x", "body": "x", "priority": "2"}
    answer = world.anna.client().post("/tickets/neu/", form | {"key": "1f0e3dad-0000-4000-8000-000000000001"})
    assert answer.status_code == 422
    world.anna.actor()
    assert not Side.objects.filter(customer_id=world.customers["thal"]).exists()
