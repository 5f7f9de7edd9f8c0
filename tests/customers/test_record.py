"""A customer's record: what happens with its tickets stands in it; fields, notes, files are changed there."""

import io

import pytest
from django.db import DatabaseError, transaction

from anliegen.accounts.actor import Actor
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError, StaleError
from anliegen.conversation.access import attachment_for, document_for
from anliegen.conversation.actions.documents import file_documents, remove_document, rename_document
from anliegen.conversation.models import Attachment
from anliegen.conversation.record import ENTRIES_SHOWN, Happenings, files_of, happenings, whole_record
from anliegen.customers.actions.field import change_field, values_of
from anliegen.customers.actions.notes import add_note, change_note, remove_note
from anliegen.customers.models import Customer, CustomerNote, RecordEntry
from anliegen.customers.record_page import record_page
from anliegen.tickets.actions.change import change_status
from anliegen.tickets.models import Side, Ticket
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import to_customer, uploaded

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def thal(world: Cast) -> Customer:
    return Customer.objects.get(pk=world.customers["thal"])


def record(actor: Actor, world: Cast, before: str = "") -> Happenings:
    return happenings(actor, world.customers["thal"], before)


def verbs(actor: Actor, world: Cast) -> list[str]:
    return [line.verb for line in record(actor, world).lines]


def test_a_ticket_stands_in_the_record_at_once(world: Cast) -> None:
    anna = world.anna.actor()
    side = to_customer(anna, world, subject="Fenster undicht")
    happened = record(anna, world)
    assert [(t.number, t.subject) for t in happened.tickets] == [(side.number, "Fenster undicht")]
    assert (happened.active, happened.closed) == (1, 0)
    assert [line.verb for line in happened.lines] == ["message", "opened"]
    change_status(actor=anna, number=side.number, status="closed")
    happened = record(anna, world)
    assert (happened.active, happened.closed) == (0, 1)
    line = happened.lines[0]
    assert (line.verb, line.before, line.after, line.number) == ("status", "open", "closed", side.number)


def test_open_tickets_come_first_and_the_list_is_bounded(world: Cast) -> None:
    anna = world.anna.actor()
    sides = [to_customer(anna, world) for _ in range(14)]
    for side in sides[-3:]:
        change_status(actor=anna, number=side.number, status="closed")
    happened = record(anna, world)
    assert [t.status for t in happened.tickets] == ["open"] * 10 + ["closed"] * 3
    assert (happened.active, happened.closed) == (11, 3)


def test_files_of_tickets_and_files_by_hand_stand_together(world: Cast) -> None:
    anna = world.anna.actor()
    file = uploaded(anna)
    side = to_customer(anna, world, upload_ids=[file.public_id], portal_visible=True)
    documents(anna, world, "Vertrag.pdf")
    found, _next = files_of(anna, world.customers["thal"], "", 10)
    assert [(f.name, f.number, f.is_visible) for f in found] == [
        ("Vertrag.pdf", None, False),
        (file.name, side.number, True),
    ]
    assert record(anna, world).file_count == 2


def documents(actor: Actor, world: Cast, *names: str) -> None:
    uploads = [(name, io.BytesIO(PDF)) for name in names]
    file_documents(actor=actor, public_id=thal(world).public_id, uploads=uploads, upload_ids=[])


def test_the_timeline_has_an_earlier_part_without_loss(world: Cast) -> None:
    anna = world.anna.actor()
    for n in range(30):
        add_note(actor=anna, public_id=thal(world).public_id, text=f"Notiz {n}")
    seen, before = [], ""
    for _ in range(5):
        happened = record(anna, world, before)
        seen += [line.id for line in happened.lines]
        assert len(happened.lines) <= ENTRIES_SHOWN
        before = happened.earlier
        if not before:
            break
    assert len(seen) == len(set(seen)) == 30
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "before", ["x", "_", "2026-01-01_1", "infinity_²", "9" * 500, "2026-13-01T00:00:00+00:00_1"]
)
def test_nonsense_as_a_position_is_the_newest(world: Cast, before: str) -> None:
    anna = world.anna.actor()
    to_customer(anna, world)
    assert record(anna, world, before) == record(anna, world)


def test_the_record_follows_the_ticket_to_another_customer_and_back(world: Cast) -> None:
    anna = world.anna.actor()
    file = uploaded(anna)
    side = to_customer(anna, world, upload_ids=[file.public_id])
    before = verbs(anna, world)
    ticket = Ticket.objects.get(pk=side.ticket_id)
    ticket.customer_id = world.customers["moor"]
    ticket.contact_id = None
    ticket.save_change("customer", "contact")
    assert verbs(anna, world) == []
    assert [line.verb for line in happenings(anna, world.customers["moor"]).lines] == before
    assert happenings(anna, world.customers["moor"]).file_count == 1


def test_a_support_request_stands_in_the_operator_s_record_only(world: Cast) -> None:
    from anliegen.conversation.actions import counterparts
    from anliegen.conversation.actions.note import note
    from anliegen.conversation.actions.start import start

    anna = world.anna.actor()
    side = start(
        actor=anna, counterpart=counterparts.to_operator(anna), subject="Hilfe", html="<p>Hilfe</p>", key=None
    )
    note(actor=anna, number=side.number, html="<p>nur wir</p>", key=None)
    assert not RecordEntry.objects.exists()
    olaf = world.olaf.actor()
    lines = happenings(olaf, world.customers["nordwerk@betrieb"]).lines
    assert [line.verb for line in lines] == ["message", "opened"]
    assert "nur wir" not in "".join(line.html for line in lines)


def test_one_field_is_saved_by_itself(world: Cast) -> None:
    anna = world.anna.actor()
    customer = thal(world)
    change_field(
        actor=anna,
        public_id=customer.public_id,
        group="phone",
        seen={"phone": ""},
        wanted={"phone": " 030  1"},
    )
    address = {"street": "Weg 1", "address_extra": "Hof", "postcode": "1", "town": "Roth"}
    change_field(
        actor=anna,
        public_id=customer.public_id,
        group="address",
        seen=dict.fromkeys(address, ""),
        wanted=address,
    )
    customer.refresh_from_db()
    assert (customer.phone, customer.town, customer.version) == ("030 1", "Roth", 3)
    assert "roth" in customer.search_text
    assert "karl@thal.example" in customer.search_text
    assert [line.after for line in record(anna, world).lines] == [
        ["street", "address_extra", "postcode", "town"],
        ["phone"],
    ]


def test_two_people_at_one_field_do_not_overwrite_each_other(world: Cast) -> None:
    anna = world.anna.actor()
    customer = thal(world)
    before = values_of(customer, "phone")
    change_field(actor=anna, public_id=customer.public_id, group="phone", seen=before, wanted={"phone": "1"})
    ben = world.ben.actor()
    with pytest.raises(StaleError):
        change_field(
            actor=ben, public_id=customer.public_id, group="phone", seen=before, wanted={"phone": "2"}
        )
    change_field(
        actor=ben,
        public_id=customer.public_id,
        group="vat_id",
        seen={"vat_id": ""},
        wanted={"vat_id": "DE 1"},
    )
    customer.refresh_from_db()
    assert (customer.phone, customer.vat_id) == ("1", "DE 1")


@pytest.mark.parametrize(
    ("group", "wanted", "field"),
    [
        ("name", {"name": " "}, "name"),
        ("name", {"name": "x" * 201}, "name"),
        ("number", {"number": "1002"}, "number"),
        ("number", {"number": ""}, "number"),
        ("email", {"email": "a@"}, "email"),
        ("kind", {"kind": "ship"}, "kind"),
        ("note", {"note": "x" * 5001}, "note"),
    ],
)
def test_what_makes_no_sense_in_a_field_changes_nothing(
    world: Cast, group: str, wanted: dict[str, str], field: str
) -> None:
    anna = world.anna.actor()
    customer = thal(world)
    with pytest.raises(RefusedError) as refusal:
        change_field(
            actor=anna,
            public_id=customer.public_id,
            group=group,
            seen=values_of(customer, group),
            wanted=wanted,
        )
    assert refusal.value.field == field
    after = thal(world)
    assert (values_of(after, group), after.version) == (values_of(customer, group), customer.version)


@pytest.mark.parametrize("person", ["carla", "sven"])
def test_nobody_foreign_or_gone_becomes_responsible(world: Cast, person: str) -> None:
    anna = world.anna.actor()
    foreign = str(world.people[person].membership_id)
    for wanted in (foreign, "²", "9" * 18):
        with pytest.raises(NotFoundError):
            change_field(
                actor=anna,
                public_id=thal(world).public_id,
                group="responsible",
                seen={"responsible_id": ""},
                wanted={"responsible_id": wanted},
            )
    with pytest.raises(DatabaseError), transaction.atomic():
        Customer.objects.filter(pk=world.customers["thal"]).update(responsible_id=world.carla.membership_id)
    assert thal(world).responsible_id is None


def test_a_new_name_in_place_reaches_the_tickets(world: Cast) -> None:
    anna = world.anna.actor()
    side = to_customer(anna, world)
    customer = thal(world)
    wanted = {"name": '=HYPERLINK("x")'}
    change_field(
        actor=anna, public_id=customer.public_id, group="name", seen={"name": customer.name}, wanted=wanted
    )
    assert Side.objects.get(pk=side.pk).to_label == '=HYPERLINK("x")'


def test_a_note_is_changed_by_its_author_alone_and_keeps_what_it_said(world: Cast) -> None:
    anna = world.anna.actor()
    where = thal(world).public_id
    note = add_note(actor=anna, public_id=where, text=" Schlüssel im Tresor \x00")
    change_note(actor=anna, public_id=where, note_id=note.pk, text="Schlüssel beim Hausmeister", version=1)
    with pytest.raises(StaleError):
        change_note(actor=anna, public_id=where, note_id=note.pk, text="x", version=1)
    ben = world.ben.actor()
    for act in (
        lambda: change_note(actor=ben, public_id=where, note_id=note.pk, text="x", version=2),
        lambda: remove_note(actor=ben, public_id=where, note_id=note.pk, removed=True),
    ):
        with pytest.raises(ForbiddenError):
            act()
    (shown,) = record_page(ben, where).notes
    assert (shown.text, shown.author_name) == ("Schlüssel beim Hausmeister", "Anna Ahrens")
    assert [text for text, _at in shown.earlier] == ["Schlüssel im Tresor"]
    anna = world.anna.actor()
    remove_note(actor=anna, public_id=where, note_id=note.pk, removed=True)
    assert record_page(anna, where).notes == []
    remove_note(actor=anna, public_id=where, note_id=note.pk, removed=False)
    assert len(record_page(anna, where).notes) == 1
    assert verbs(anna, world) == ["note-back", "note-removed", "note-changed", "customer-note"]


@pytest.mark.parametrize("text", ["", " \x00 ", "x" * 5001])
def test_an_empty_or_endless_note_is_refused(world: Cast, text: str) -> None:
    anna = world.anna.actor()
    with pytest.raises(RefusedError):
        add_note(actor=anna, public_id=thal(world).public_id, text=text)
    assert not CustomerNote.objects.exists()


def test_a_document_is_renamed_removed_and_put_back(world: Cast) -> None:
    anna = world.anna.actor()
    where = thal(world).public_id
    documents(anna, world, "Vertrag.pdf")
    file = Attachment.objects.get()
    assert attachment_for(world.ben.actor(), file.public_id).name == "Vertrag.pdf"
    anna = world.anna.actor()
    before = rename_document(actor=anna, public_id=where, document_id=file.public_id, name="../Wartung\u202e")
    assert (before, document_for(anna, where, file.public_id).name) == ("Vertrag.pdf", "Wartung.pdf")
    remove_document(actor=anna, public_id=where, document_id=file.public_id, removed=True)
    with pytest.raises(NotFoundError):
        attachment_for(anna, file.public_id)
    assert record(anna, world).file_count == 0
    remove_document(actor=anna, public_id=where, document_id=file.public_id, removed=False)
    assert record(anna, world).file_count == 1


def test_documents_are_kept_all_or_none(world: Cast) -> None:
    anna = world.anna.actor()
    where = thal(world).public_id
    with pytest.raises(RefusedError), transaction.atomic():
        file_documents(
            actor=anna,
            public_id=where,
            uploads=[("gut.pdf", io.BytesIO(PDF)), ("boese.exe", io.BytesIO(b"MZ\x90\x00"))],
            upload_ids=[],
        )
    paula = world.paula.actor()
    theirs = uploaded(paula)
    anna = world.anna.actor()
    for upload_ids in ([theirs.public_id], ["x"], ["A" * 22]):
        with pytest.raises(NotFoundError):
            file_documents(actor=anna, public_id=where, uploads=[], upload_ids=upload_ids)
    assert not Attachment.objects.exclude(customer=None).exists()


def test_a_document_is_no_pending_upload_and_of_one_customer(world: Cast) -> None:
    anna = world.anna.actor()
    documents(anna, world, "Vertrag.pdf")
    file = Attachment.objects.get()
    with pytest.raises(NotFoundError):
        to_customer(anna, world, upload_ids=[file.public_id])
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(customer_id=world.customers["berg"])
    carla = world.carla.actor()
    with pytest.raises(NotFoundError):
        attachment_for(carla, file.public_id)
    anna = world.anna.actor()
    with pytest.raises(NotFoundError):
        document_for(anna, Customer.objects.get(pk=world.customers["moor"]).public_id, file.public_id)


def test_the_timeline_cannot_be_rewritten(world: Cast) -> None:
    anna = world.anna.actor()
    to_customer(anna, world)
    for act in (
        lambda: RecordEntry.objects.update(verb="x"),
        lambda: RecordEntry.objects.all().delete(),
        lambda: CustomerNote.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert RecordEntry.objects.count() == 2


def test_a_record_costs_one_statement_however_much_there_is(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    for n in range(12):
        to_customer(anna, world)
        add_note(actor=anna, public_id=thal(world).public_id, text=f"{n}")
    where = thal(world).public_id
    with budget(1):
        found, happened = whole_record(anna, where)
    assert (found, happened) == (record_page(anna, where), record(anna, world))
