"""A customer's contacts: added, changed, removed and put back, with or without access to the portal."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.customers.access import contacts_of
from anliegen.customers.actions.contact import add_contact, change_contact, remove_contact
from anliegen.customers.actions.portal_access import invite_contact
from anliegen.customers.models import Contact, PortalGrant
from anliegen.customers.portal import enter
from anliegen.customers.portal_login import digest
from anliegen.customers.record import MOST_CONTACTS, ContactInput
from anliegen.customers.record_page import record_page
from anliegen.tickets.models import Ticket
from tests.cast import Cast
from tests.conversation.acts import to_customer
from tests.customers.test_record import thal, verbs
from tests.portal.cast import guest


def test_a_removed_contact_is_named_by_its_tickets_and_loses_its_access(world: Cast) -> None:
    anna, public_id = world.anna.actor(), thal(world).public_id
    side = to_customer(anna, world)
    karl = guest(world.anna, "nordwerk", world.contacts["karl"])
    assert karl.visit().actor
    anna = world.anna.actor()
    assert side.ticket.contact_id == world.contacts["karl"]
    for _ in range(2):
        remove_contact(actor=anna, public_id=public_id, contact_id=world.contacts["karl"], removed=True)
    assert contacts_of(anna, thal(world)) == []
    assert record_page(anna, public_id).contacts == []
    assert Ticket.objects.get(pk=side.ticket_id).contact_id == world.contacts["karl"]
    assert verbs(anna, world)[:2] == ["contact-removed", "portal-withdrawn"]
    with pytest.raises(NotFoundError):
        invite_contact(actor=anna, public_id=public_id, contact_id=world.contacts["karl"])
    with pytest.raises(DatabaseError, match="no access"), transaction.atomic():
        PortalGrant.objects.filter(contact_id=world.contacts["karl"]).update(withdrawn_at=None)
    assert enter("nordwerk", digest(karl.key)).actor is None  # type: ignore[union-attr]
    anna = world.anna.actor()
    remove_contact(actor=anna, public_id=public_id, contact_id=world.contacts["karl"], removed=False)
    (shown,) = record_page(anna, public_id).contacts
    assert shown.access
    assert shown.access.is_active
    assert verbs(anna, world)[:2] == ["portal-back", "contact-back"]


def test_an_access_does_not_come_back_into_a_mailbox_that_is_given_to_somebody_else(world: Cast) -> None:
    anna, public_id = world.anna.actor(), thal(world).public_id
    guest(world.anna, "nordwerk", world.contacts["karl"])
    remove_contact(actor=anna, public_id=public_id, contact_id=world.contacts["karl"], removed=True)
    nora = add_contact(actor=anna, public_id=public_id, given=ContactInput("", "Nora", ["karl@thal.example"]))
    invite_contact(actor=anna, public_id=public_id, contact_id=nora.pk)
    remove_contact(actor=anna, public_id=public_id, contact_id=world.contacts["karl"], removed=False)
    found = {contact.name: contact.access for contact in record_page(anna, public_id).contacts}
    assert found["Karl Thal"]
    assert not found["Karl Thal"].is_active
    assert found["Nora"]
    assert found["Nora"].is_active


def test_no_more_than_50_come_back_and_strangers_remove_nothing(world: Cast) -> None:
    anna, public_id = world.anna.actor(), thal(world).public_id
    karl = world.contacts["karl"]
    with pytest.raises(NotFoundError):
        remove_contact(actor=world.carla.actor(), public_id=public_id, contact_id=karl, removed=True)
    anna = world.anna.actor()
    with pytest.raises(NotFoundError):
        remove_contact(actor=anna, public_id=public_id, contact_id=world.contacts["mia"], removed=True)
    remove_contact(actor=anna, public_id=public_id, contact_id=karl, removed=True)
    for n in range(MOST_CONTACTS):
        add_contact(actor=anna, public_id=public_id, given=ContactInput("", f"Nora {n}"))
    with pytest.raises(RefusedError):
        remove_contact(actor=anna, public_id=public_id, contact_id=karl, removed=False)
    assert len(contacts_of(anna, thal(world))) == MOST_CONTACTS


def test_contacts_are_added_and_changed_one_by_one(world: Cast) -> None:
    anna = world.anna.actor()
    customer = thal(world)
    given = ContactInput(name="Nora Neu", emails=["nora@thal.example"], phones=["1", "2"])
    added = add_contact(actor=anna, public_id=customer.public_id, given=given)
    change_contact(
        actor=anna,
        public_id=customer.public_id,
        contact_id=added.pk,
        version=1,
        given=replace(given, phones=["2"]),
    )
    with pytest.raises(StaleError):
        change_contact(actor=anna, public_id=customer.public_id, contact_id=added.pk, version=1, given=given)
    stored = contacts_of(anna, customer)[1]
    assert (stored.name, stored.phones, stored.version) == ("Nora Neu", ["2"], 2)
    assert "nora@thal.example" in thal(world).search_text
    assert verbs(anna, world) == ["contact-changed", "contact-added"]
    with pytest.raises(NotFoundError):
        change_contact(
            actor=anna, public_id=customer.public_id, contact_id=world.contacts["mia"], version=1, given=given
        )
    assert Contact.objects.get(pk=world.contacts["mia"]).name == "Mia Moor"
