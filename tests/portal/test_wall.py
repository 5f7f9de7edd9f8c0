"""The second wall: whatever code asks for, the database shows a contact no more than is theirs."""

from django.db import connection

from anliegen.accounts.models import Membership
from anliegen.conversation.models import Attachment, Message
from anliegen.customers.actions.notes import add_note
from anliegen.customers.models import (
    Contact,
    ContactEmail,
    Customer,
    CustomerMerge,
    CustomerNote,
    RecordEntry,
)
from anliegen.customers.portal import on_behalf_of_the_company
from anliegen.portal.wall import OPEN, shut
from anliegen.tickets.actions.category import archive_category, create_category, show_category
from anliegen.tickets.models import Category, Event, Ticket
from anliegen.tickets.portal import request_for
from tests.cast import Cast, owner_rows
from tests.portal.cast import guest, released, with_everything_internal

INSIDE = (ContactEmail, CustomerMerge, CustomerNote, RecordEntry)


def test_no_tenant_table_is_left_open(world: Cast) -> None:
    rows = owner_rows(
        "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relname <> ALL (%s) AND NOT EXISTS"
        " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid"
        " AND p.polname = 'portal' AND NOT p.polpermissive)",
        sorted(OPEN),
    )
    assert rows == []
    assert shut("owner") == []


def test_a_contact_s_transaction_sees_own_tickets_and_no_notes(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    mine = released(world.ben, world.customers["thal"])
    with_everything_internal(world, mine)
    released(world.ben, world.customers["moor"])
    released(world.ben, world.customers["thal"], portal_visible=False)
    add_note(
        actor=world.ben.actor(),
        public_id=Customer.objects.get(pk=world.customers["thal"]).public_id,
        text="Schlüssel im Tresor",
    )
    karl.actor()
    assert [t.pk for t in Ticket.objects.all()] == [mine.ticket_id]
    assert [m.is_note for m in Message.objects.all()] == [False, False]
    for model in (*INSIDE, Membership, Customer, Contact, Event, Category, Attachment):
        assert not model.objects.exists(), model
    with on_behalf_of_the_company():
        assert Message.objects.filter(is_note=True).exists()
    assert not Message.objects.filter(is_note=True).exists()
    world.ben.actor()
    assert Message.objects.filter(is_note=True).exists()


def test_a_contact_s_transaction_reads_only_categories_that_are_switched_on(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    ben = world.ben.actor()
    technik, rechnung = (world.categories[key] for key in ("technik", "rechnung"))
    away = create_category(actor=ben, name="Weggelegt", color="teal").pk
    for pk in (technik, away):
        show_category(actor=ben, category_id=pk, shown=True)
    archive_category(actor=ben, category_id=away, archived=True)
    mine = released(world.ben, world.customers["thal"], category_ids=[rechnung, technik])
    actor = karl.actor()
    assert list(Category.objects.values_list("pk", flat=True)) == [technik]
    assert list(request_for(actor, mine.number, "portal.view").categories) == ["Technik"]
    world.ben.actor()
    assert Category.objects.count() == 3


def test_a_stranger_at_the_portal_sees_no_ticket(world: Cast) -> None:
    released(world.ben, world.customers["thal"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM portal_enter('nordwerk', 'x')")
        assert cursor.fetchone()
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()
