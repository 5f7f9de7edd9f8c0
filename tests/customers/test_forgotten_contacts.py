"""What is known of a removed contact goes after thirty days; tickets and the timeline stay what they are."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError
from anliegen.conversation.access import messages_of
from anliegen.customers import tasks
from anliegen.customers.actions.contact import add_contact, change_contact, remove_contact
from anliegen.customers.actions.portal_access import invite_contact
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, PortalAccount, PortalGrant
from anliegen.customers.record import ContactInput
from anliegen.tickets.models import Side
from tests.cast import Cast
from tests.conversation.acts import to_customer
from tests.customers.test_record import thal
from tests.portal.cast import guest


def removed(world: Cast, contact_id: int, days: int) -> None:
    """Remove a contact of Thal, as if it had been so many days ago."""
    anna = world.anna.actor()
    remove_contact(actor=anna, public_id=thal(world).public_id, contact_id=contact_id, removed=True)
    Contact.known.filter(pk=contact_id).update(removed_at=now() - timedelta(days=days))


def test_only_what_was_removed_thirty_days_ago_is_forgotten(world: Cast) -> None:
    anna, public_id = world.anna.actor(), thal(world).public_id
    nora = add_contact(
        actor=anna, public_id=public_id, given=ContactInput("", "Nora", ["n@thal.example"], ["030"])
    )
    mia = Contact.objects.get(pk=world.contacts["mia"])
    removed(world, world.contacts["karl"], 31)
    removed(world, nora.pk, 29)
    assert tasks.forget_removed() == 1
    assert tasks.forget_removed() == 0
    karl = Contact.known.get(pk=world.contacts["karl"])
    assert (karl.name, karl.role, karl.email, karl.phone) == ("", "", "", "")
    assert karl.forgotten_at
    assert not ContactEmail.objects.filter(contact_id=karl.pk).exists()
    assert ContactEmail.objects.filter(contact_id=nora.pk).count() == 1
    assert ContactPhone.objects.filter(contact_id=nora.pk).count() == 1
    assert Contact.known.get(pk=nora.pk).name == "Nora"
    assert Contact.objects.get(pk=mia.pk).name == mia.name


def test_a_forgotten_contact_comes_back_by_nothing(world: Cast) -> None:
    karl = world.contacts["karl"]
    removed(world, karl, 31)
    tasks.removed_contacts(0)
    anna, public_id = world.anna.actor(), thal(world).public_id
    version = Contact.known.get(pk=karl).version
    with pytest.raises(NotFoundError):
        remove_contact(actor=anna, public_id=public_id, contact_id=karl, removed=False)
    with pytest.raises(NotFoundError):
        change_contact(
            actor=anna, public_id=public_id, contact_id=karl, version=version, given=ContactInput("", "Karl")
        )
    path = f"/kunden/{public_id}/kontakte/{karl}/"
    client = world.anna.client()
    assert client.get(path).status_code == 404
    assert client.post(path, {"contact_name": "Karl", "version": str(version)}).status_code == 404
    assert client.post(f"{path}entfernung/", {"removed": ""}).status_code == 404
    world.anna.actor()
    for change in ({"name": "Karl"}, {"removed_at": None}, {"email": "k@thal.example"}):
        with pytest.raises(DatabaseError, match="contact_forgotten"), transaction.atomic():
            Contact.known.filter(pk=karl).update(**change)
    assert Contact.known.get(pk=karl).version == version


def test_tickets_and_timeline_stay(world: Cast) -> None:
    side = to_customer(world.anna.actor(), world)
    before = [(m.author_name, m.html) for m in messages_of(world.anna.actor(), side)]
    removed(world, world.contacts["karl"], 31)
    tasks.forget_removed()
    actor = world.anna.actor()
    after = Side.objects.select_related("ticket").get(pk=side.pk)
    assert (after.from_label, after.to_label) == (side.from_label, side.to_label)
    assert after.ticket.contact_id == world.contacts["karl"]
    assert [(m.author_name, m.html) for m in messages_of(actor, after)] == before
    client = world.anna.client()
    assert client.get(f"/tickets/{side.number}/").status_code == 200
    page = client.get(f"/kunden/{thal(world).public_id}/").content.decode()
    assert "den Kontakt (nicht mehr gespeichert)" in page
    assert "Karl Thal" not in page


def test_the_account_at_the_portal_is_emptied_with_its_last_contact(world: Cast) -> None:
    karl = guest(world.anna, "nordwerk", world.contacts["karl"], password="ein langes Passwort")
    anna, public_id = world.anna.actor(), thal(world).public_id
    given = ContactInput("", "Nora", ["karl@thal.example"])
    nora = add_contact(actor=anna, public_id=public_id, given=given)
    removed(world, world.contacts["karl"], 31)
    tasks.forget_removed()
    world.anna.actor()
    account = PortalAccount.objects.get(pk=karl.account_id)
    # Nora has the address, and may be invited at any moment.
    assert account.email == "karl@thal.example"
    assert not PortalGrant.objects.filter(account=account).exists()
    invite_contact(actor=world.anna.actor(), public_id=public_id, contact_id=nora.pk)
    assert PortalGrant.objects.get(contact=nora).account_id == account.pk
    removed(world, nora.pk, 31)
    tasks.forget_removed()
    world.anna.actor()
    account.refresh_from_db()
    assert (account.email, account.password) == (f"-{account.pk}", "")
    again = add_contact(actor=world.anna.actor(), public_id=public_id, given=given)
    invite_contact(actor=world.anna.actor(), public_id=public_id, contact_id=again.pk)
    assert PortalGrant.objects.get(contact=again).account_id != account.pk


def test_all_companies_are_served_each_contact_once(world: Cast) -> None:
    world.carla.actor()
    Contact.objects.filter(pk=world.contacts["bodo"]).update(removed_at=now() - timedelta(days=40))
    removed(world, world.contacts["karl"], 40)
    assert tasks.forget_removed() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_forget_contacts(now(), 10)")
        assert cursor.fetchone() == (0,)
