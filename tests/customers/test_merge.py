"""Merging two customers and taking it back: everything moves, nothing is lost, nobody sees more."""

import io
from typing import Any

import pytest

from anliegen.accounts.models import AuditEntry
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.conversation.actions import counterparts
from anliegen.conversation.actions.documents import file_documents
from anliegen.conversation.actions.merge import merge_customers, undo_merge
from anliegen.conversation.merging import preview
from anliegen.conversation.record import happenings
from anliegen.customers.access import contacts_of, survivor_of
from anliegen.customers.actions.contact import add_contact
from anliegen.customers.actions.notes import add_note
from anliegen.customers.models import (
    Contact,
    Customer,
    CustomerMerge,
    CustomerNote,
    PortalGrant,
    RecordEntry,
)
from anliegen.customers.queries import list_for, suggestions
from anliegen.customers.record import ContactInput
from anliegen.customers.record_page import record_page
from anliegen.customers.words import search_text, stored_words
from anliegen.tickets.models import Side, Ticket
from tests.cast import Cast
from tests.conversation.acts import opened, to_customer
from tests.portal.cast import guest, released

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def customer(world: Cast, key: str) -> Customer:
    return Customer.objects.get(pk=world.customers[key])


def merge(world: Cast, merged: str = "thal", survivor: str = "moor", **more: Any) -> CustomerMerge:
    """Merge the cast's one customer into the other as anna, having seen both as they are."""
    anna = world.anna.actor()
    one, other = customer(world, survivor), customer(world, merged)
    values: dict[str, Any] = {"other": other.public_id, "seen": (one.version, other.version)} | more
    return merge_customers(actor=anna, public_id=one.public_id, **values)[0]


def undo(world: Cast, done: CustomerMerge, survivor: str = "moor") -> None:
    anna = world.anna.actor()
    undo_merge(actor=anna, public_id=customer(world, survivor).public_id, merge_id=done.pk)


def state(world: Cast) -> list[Any]:
    """Everything of both customers, as far as a merge may touch it."""
    world.anna.actor()
    ids = [world.customers["thal"], world.customers["moor"]]
    of_both = {"customer_id__in": ids}
    return [
        list(
            Ticket.objects.filter(**of_both)
            .order_by("id")
            .values_list("id", "customer_id", "contact_id", "from_label", "to_label")
        ),
        list(
            Side.objects.filter(**of_both)
            .order_by("id")
            .values_list("id", "customer_id", "to_label", "search_text")
        ),
        [
            (c.pk, c.customer_id, c.name, sorted(c.emails))
            for key in ("thal", "moor")
            for c in contacts_of(world.anna.actor(), customer(world, key))
        ],
        list(CustomerNote.objects.order_by("id").values_list("id", "customer_id")),
        list(PortalGrant.objects.order_by("id").values_list("id", "contact_id", "withdrawn_at")),
        list(
            RecordEntry.objects.exclude(verb__startswith="merge")
            .order_by("id")
            .values_list("id", "customer_id")
        ),
        list(
            Customer.objects.filter(pk__in=ids)
            .order_by("id")
            .values_list("id", "merged_into_id", "search_text", "contacts_share")
        ),
    ]


def filled(world: Cast) -> Side:
    """Give Thal a ticket, a note, a document and a guest."""
    guest(world.ben, "nordwerk", world.contacts["karl"])
    anna = world.anna.actor()
    side = to_customer(anna, world, subject="Fenster")
    where = customer(world, "thal").public_id
    add_note(actor=anna, public_id=where, text="Schlüssel")
    file_documents(actor=anna, public_id=where, uploads=[("Vertrag.pdf", io.BytesIO(PDF))], upload_ids=[])
    return side


def test_everything_moves_and_the_words_follow(world: Cast) -> None:
    side = filled(world)
    anna = world.anna.actor()
    moves = preview(anna, customer(world, "thal"), customer(world, "moor"))
    assert (moves.tickets, moves.contacts, moves.folded) == (1, ["Karl Thal"], [])
    assert (moves.accounts, moves.documents, moves.notes) == (1, 1, 1)
    merge(world)
    assert Side.objects.get(pk=side.pk).to_label == "Bäckerei Moor"
    happened = happenings(anna, world.customers["moor"])
    assert [t.number for t in happened.tickets] == [side.number]
    assert [f.name for f in happened.files] == ["Vertrag.pdf"]
    assert happened.lines[0].verb == "merged"
    record = record_page(anna, customer(world, "moor").public_id)
    assert [c.name for c in record.contacts] == ["Karl Thal", "Mia Moor"]
    assert [n.text for n in record.notes] == ["Schlüssel"]
    assert [m.name for m in record.merges] == ["Thal Architekten GmbH"]
    assert AuditEntry.objects.filter(verb="customer-merged").exists()


def test_the_merged_number_leads_to_the_survivor(world: Cast) -> None:
    merge(world)
    anna = world.anna.actor()
    assert [f.name for f in suggestions(anna, "1001")] == ["Bäckerei Moor"]
    assert [row.name for row in list_for(anna, {"q": "thal"}).rows] == ["Bäckerei Moor"]
    thal = customer(world, "thal").public_id
    assert survivor_of(anna, thal) == customer(world, "moor").public_id
    client = world.anna.client()
    answer = client.get(f"/kunden/{thal}/")
    world.anna.actor()
    assert (answer.status_code, answer["Location"]) == (303, f"/kunden/{customer(world, 'moor').public_id}/")
    assert client.post(f"/kunden/{thal}/archiv/", {"archived": "1"}).status_code == 404


@pytest.mark.parametrize("with_same_person", [False, True])
def test_taking_it_back_leaves_everything_as_it_was(world: Cast, with_same_person: bool) -> None:
    filled(world)
    anna = world.anna.actor()
    if with_same_person:
        karl = ContactInput(name="Karl  THAL", emails=["buero@moor.example", "karl@thal.example"])
        add_contact(actor=anna, public_id=customer(world, "moor").public_id, given=karl)
    # The cast is written past the actions, without the contacts' words.
    for one in (customer(world, "thal"), customer(world, "moor")):
        one.search_text = search_text(one, stored_words(one.company_id, one.pk))
        one.save()
    before = state(world)
    done = merge(world)
    assert state(world) != before
    undo(world, done)
    assert state(world) == before
    undo(world, done)
    assert state(world) == before
    assert merge(world).pk != done.pk


def test_one_person_on_both_sides_becomes_one(world: Cast) -> None:
    side = filled(world)
    anna = world.anna.actor()
    there = add_contact(
        actor=anna,
        public_id=customer(world, "moor").public_id,
        given=ContactInput(name="karl thal", emails=["Karl@thal.example"], phones=["1"]),
    )
    merge(world)
    names = [c.name for c in contacts_of(anna, customer(world, "moor"))]
    assert names == ["Mia Moor", "karl thal"]
    assert Ticket.objects.get(pk=side.ticket_id).contact_id == there.pk
    assert PortalGrant.objects.get().contact_id == there.pk


def test_people_who_share_a_mailbox_stay_two(world: Cast) -> None:
    anna = world.anna.actor()
    given = ContactInput(name="Kai Anders", emails=["karl@thal.example"])
    add_contact(actor=anna, public_id=customer(world, "moor").public_id, given=given)
    merge(world)
    names = [c.name for c in contacts_of(anna, customer(world, "moor"))]
    assert sorted(names) == ["Kai Anders", "Karl Thal", "Mia Moor"]


def test_what_came_since_goes_back_with_its_contact(world: Cast) -> None:
    filled(world)
    done = merge(world)
    anna = world.anna.actor()
    moor = customer(world, "moor")
    karl, mia = (Contact.objects.get(pk=world.contacts[key]) for key in ("karl", "mia"))
    theirs = opened(anna, counterparts.to_customer(anna, moor, karl.pk))
    ours = opened(anna, counterparts.to_customer(anna, moor, mia.pk))
    undo(world, done)
    assert Ticket.objects.get(pk=theirs.ticket_id).customer_id == world.customers["thal"]
    assert Ticket.objects.get(pk=ours.ticket_id).customer_id == world.customers["moor"]
    assert Side.objects.get(pk=theirs.pk).to_label == "Thal Architekten GmbH"


def test_nobody_sees_more_in_the_portal_than_before(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    theirs = released(world.ben, world.customers["moor"])
    mine = released(world.ben, world.customers["thal"])
    world.anna.actor()
    Customer.objects.filter(pk=world.customers["moor"]).update(contacts_share=True)
    done = merge(world)
    assert not customer(world, "moor").contacts_share
    client = karl.client()
    assert client.get(f"{karl.home}anfragen/{mine.number}/").status_code == 200
    assert client.get(f"{karl.home}anfragen/{theirs.number}/").status_code == 404
    undo(world, done)
    assert customer(world, "moor").contacts_share
    assert client.get(f"{karl.home}anfragen/{theirs.number}/").status_code == 404


def test_a_form_sent_twice_merges_once(world: Cast) -> None:
    world.anna.actor()
    seen = (customer(world, "moor").version, customer(world, "thal").version)
    first = merge(world, seen=seen)
    assert merge(world, seen=seen).pk == first.pk
    assert CustomerMerge.objects.count() == 1


def test_what_was_not_seen_is_not_merged(world: Cast) -> None:
    before = state(world)
    with pytest.raises(StaleError):
        merge(world, seen=(1, 7))
    assert state(world) == before


@pytest.mark.parametrize("other", ["moor", "berg", "x"])
def test_itself_and_foreign_ones_cannot_be_merged(world: Cast, other: str) -> None:
    world.carla.actor()
    berg = customer(world, "berg").public_id
    before = state(world)
    public_id = {"moor": customer(world, "moor").public_id, "berg": berg, "x": "0" * 22}[other]
    with pytest.raises((RefusedError, NotFoundError)):
        merge(world, other=public_id)
    assert state(world) == before


def test_companies_that_ask_for_support_stay_apart(world: Cast) -> None:
    olaf = world.olaf.actor()
    one, other = customer(world, "nordwerk@betrieb"), customer(world, "suedhof@betrieb")
    with pytest.raises(RefusedError):
        merge_customers(actor=olaf, public_id=one.public_id, other=other.public_id, seen=(1, 1))
    assert not CustomerMerge.objects.exists()


def test_after_thirty_days_it_stays(world: Cast) -> None:
    done = merge(world)
    CustomerMerge.objects.filter(pk=done.pk).update(at="2026-01-01T00:00Z")
    before = state(world)
    with pytest.raises(RefusedError):
        undo(world, done)
    assert state(world) == before


def test_a_chain_is_taken_back_from_its_end(world: Cast) -> None:
    from anliegen.customers.actions.save import create_customer
    from anliegen.customers.record import CustomerInput

    first = merge(world)
    anna = world.anna.actor()
    third = create_customer(actor=anna, given=CustomerInput(name="Dritte"))
    moor = customer(world, "moor")
    second, _now = merge_customers(
        actor=anna, public_id=third.public_id, other=moor.public_id, seen=(third.version, moor.version)
    )
    assert survivor_of(anna, customer(world, "thal").public_id) == third.public_id
    with pytest.raises(NotFoundError):
        undo(world, first)
    undo_merge(actor=anna, public_id=third.public_id, merge_id=second.pk)
    undo(world, first)
    assert customer(world, "thal").merged_into_id is None


def test_from_the_page(world: Cast) -> None:
    filled(world)
    world.anna.actor()
    one, other = customer(world, "moor"), customer(world, "thal")
    client = world.anna.client()
    path = f"/kunden/{one.public_id}/zusammenfuehrung/"
    assert "Thal Architekten" in client.get(path + "?q=thal").content.decode()
    page = client.get(f"{path}?other={other.public_id}").content.decode()
    assert "Karl Thal" in page
    data = {"other": other.public_id, "version": "1", "other_version": str(other.version)}
    assert client.post(path, data | {"version": "9"}).status_code == 409
    for _twice in range(2):
        assert client.post(path, data).status_code == 303
    record = client.get(f"/kunden/{one.public_id}/").content.decode()
    assert "Wieder trennen" in record
    world.anna.actor()
    done = CustomerMerge.objects.get()
    assert client.post(f"{path}{done.pk}/ruecknahme/").status_code == 303
    assert "Wieder trennen" not in client.get(f"/kunden/{one.public_id}/").content.decode()
    assert client.get(f"{path}?other=x").status_code == 200
