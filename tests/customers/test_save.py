"""Creating and changing customers: numbers, contacts, conflicts, words for searching."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.customers.access import contacts_of, with_addresses
from anliegen.customers.actions.archive import archive_customer
from anliegen.customers.actions.save import change_customer, create_customer
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer, RecordEntry
from anliegen.customers.queries import suggestions
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.tickets.models import Side
from tests.cast import Cast
from tests.conversation.acts import to_customer

MILA = ContactInput(
    name="Mila Möller",
    emails=["Mila@Moeller.example", "buero@moeller.example"],
    phones=["0911 12", "0171 1"],
    role="Leitung",
)
GIVEN = CustomerInput(name="  Möller\u200b  &  Söhne ", town="Fürth", contacts=[MILA])


def test_a_customer_gets_the_next_number_and_clean_words(world: Cast) -> None:
    anna = world.anna.actor()
    first = create_customer(actor=anna, given=GIVEN)
    second = create_customer(actor=anna, given=CustomerInput(name="Zweite"))
    assert (first.name, first.sort_name) == ("Möller & Söhne", "moller & sohne")
    assert int(second.number) == int(first.number) + 1
    (contact,) = contacts_of(anna, first)
    assert (contact.name, contact.email, contact.role) == ("Mila Möller", "mila@moeller.example", "Leitung")
    assert contact.emails == ["mila@moeller.example", "buero@moeller.example"]
    assert (contact.phone, contact.phones) == ("0911 12", ["0911 12", "0171 1"])
    assert "mila@moeller.example" in first.search_text


@pytest.mark.parametrize(
    "words", ["möller", "MOLLER", "söhne", "fürth", "mila", "10001", "r & s", "buero@", "01711"]
)
def test_a_customer_is_found_by_every_word(world: Cast, words: str) -> None:
    anna = world.anna.actor()
    create_customer(actor=anna, given=replace(GIVEN, number="10001"))
    assert [found.name for found in suggestions(anna, words)] == ["Möller & Söhne"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "m%r"])
def test_wildcards_are_ordinary_letters(world: Cast, words: str) -> None:
    anna = world.anna.actor()
    create_customer(actor=anna, given=GIVEN)
    assert suggestions(anna, words) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " \u200b "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"number": "1001"}, "number"),
        ({"number": "9" * 21}, "number"),
        ({"street": "x" * 121}, "street"),
        ({"note": "x" * 5001}, "note"),
        ({"email": "firma@"}, "email"),
        ({"vat_id": "x" * 21}, "vat_id"),
        ({"contacts": [replace(MILA, emails=[f"m{n}@x.example" for n in range(11)])]}, "contact-0-email-0"),
        ({"contacts": [ContactInput(emails=["mila@moeller.example"])]}, "contact-0-name"),
        ({"contacts": [ContactInput(role="Leitung")]}, "contact-0-name"),
        ({"contacts": [MILA, replace(MILA, emails=["", "mila@"])]}, "contact-1-email-1"),
        ({"contacts": [replace(MILA, emails=[f"mila@{'x.' * 130}example"])]}, "contact-0-email-0"),
        ({"contacts": [replace(MILA, name="x" * 121)]}, "contact-0-name"),
        ({"contacts": [replace(MILA, phones=["1" * 41])]}, "contact-0-phone-0"),
        ({"contacts": [replace(MILA, role="x" * 81)]}, "contact-0-role"),
        ({"contacts": [replace(MILA) for _ in range(51)]}, "contacts"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(world: Cast, change: dict[str, Any], field: str) -> None:
    anna = world.anna.actor()
    before = (Customer.objects.count(), Contact.objects.count())
    with pytest.raises(RefusedError) as refusal:
        create_customer(actor=anna, given=replace(GIVEN, **change))
    assert refusal.value.field == field
    assert (Customer.objects.count(), Contact.objects.count()) == before


def test_a_number_that_only_looks_empty_becomes_the_next(world: Cast) -> None:
    created = create_customer(actor=world.anna.actor(), given=replace(GIVEN, number=" \u200b"))
    assert created.number.isdigit()


def test_the_highest_possible_number_does_not_stop_numbering(world: Cast) -> None:
    anna = world.anna.actor()
    create_customer(actor=anna, given=replace(GIVEN, number="9" * 20))
    numbers = [create_customer(actor=anna, given=CustomerInput(name="Neu")).number for _ in range(2)]
    assert int(numbers[1]) == int(numbers[0]) + 1


def test_two_companies_may_use_the_same_number(world: Cast) -> None:
    create_customer(actor=world.anna.actor(), given=replace(GIVEN, number="K-77"))
    assert create_customer(actor=world.carla.actor(), given=replace(GIVEN, number="K-77")).number == "K-77"


def test_a_stale_form_changes_nothing(world: Cast) -> None:
    anna = world.anna.actor()
    created = create_customer(actor=anna, given=GIVEN)
    change_customer(actor=anna, public_id=created.public_id, version=1, given=replace(GIVEN, town="Roth"))
    with pytest.raises(StaleError):
        change_customer(actor=anna, public_id=created.public_id, version=1, given=replace(GIVEN, town="Hof"))
    created.refresh_from_db()
    assert (created.town, created.version) == ("Roth", 2)


def test_contacts_are_changed_added_and_removed(world: Cast) -> None:
    anna = world.anna.actor()
    created = create_customer(
        actor=anna, given=replace(GIVEN, contacts=[MILA, ContactInput(name="Geht weg")])
    )
    kept = contacts_of(anna, created)[0]
    wanted = [replace(MILA, id=str(kept.pk), name="Mila Maier"), ContactInput(), ContactInput(name="Neu")]
    given = replace(GIVEN, contacts=wanted)
    change_customer(actor=anna, public_id=created.public_id, version=1, given=given)
    assert [(c.pk == kept.pk, c.name) for c in contacts_of(anna, created)] == [
        (True, "Mila Maier"),
        (False, "Neu"),
    ]


def test_the_contact_of_another_customer_cannot_be_taken(world: Cast) -> None:
    anna = world.anna.actor()
    karl = world.contacts["karl"]
    stolen = replace(GIVEN, contacts=[ContactInput(id=str(karl), name="Dieb")])
    create_customer(actor=anna, given=stolen)
    assert Contact.objects.get(pk=karl).name == "Karl Thal"


def test_a_contact_that_the_form_leaves_out_is_removed_and_still_named_by_its_tickets(world: Cast) -> None:
    anna = world.anna.actor()
    side = to_customer(anna, world)
    thal = Customer.objects.get(pk=world.customers["thal"])
    change_customer(actor=anna, public_id=thal.public_id, version=1, given=CustomerInput(name="Thal"))
    assert not Contact.objects.filter(pk=world.contacts["karl"]).exists()
    side.ticket.refresh_from_db()
    assert side.ticket.contact_id == world.contacts["karl"]
    assert side.ticket.contact
    assert side.ticket.contact.name == "Karl Thal"
    assert RecordEntry.objects.filter(verb="contact-removed", reference=world.contacts["karl"]).exists()


def test_a_new_name_reaches_the_tickets_and_their_search(world: Cast) -> None:
    anna = world.anna.actor()
    side = to_customer(anna, world)
    thal = Customer.objects.get(pk=world.customers["thal"])
    karl = ContactInput(id=str(world.contacts["karl"]), name="Karl Thal")
    given = CustomerInput(name="Thal & Töchter", contacts=[karl])
    change_customer(actor=anna, public_id=thal.public_id, version=1, given=given)
    side = Side.objects.get(pk=side.pk)
    assert (side.from_label, side.to_label) == ("Nordwerk Haustechnik", "Thal & Töchter")
    assert "tochter" in side.search_text or "töchter" in side.search_text


def test_an_archived_customer_is_suggested_no_more_until_taken_back(world: Cast) -> None:
    anna = world.anna.actor()
    created = create_customer(actor=anna, given=GIVEN)
    archive_customer(actor=anna, public_id=created.public_id, archived=True)
    assert suggestions(anna, "möller") == []
    archive_customer(actor=anna, public_id=created.public_id, archived=False)
    assert [found.public_id for found in suggestions(anna, "möller")] == [created.public_id]


def test_a_foreign_customer_does_not_exist(world: Cast) -> None:
    world.carla.actor()
    berg = Customer.objects.get(pk=world.customers["berg"])
    anna = world.anna.actor()
    with pytest.raises(NotFoundError):
        change_customer(actor=anna, public_id=berg.public_id, version=1, given=GIVEN)
    with pytest.raises(NotFoundError):
        archive_customer(actor=anna, public_id=berg.public_id, archived=True)


def stored(world: Cast, key: str) -> tuple[str, list[str], str, list[str]]:
    (contact,) = with_addresses(Contact.objects.filter(pk=world.contacts[key]))
    return contact.email, contact.emails, contact.phone, contact.phones


def test_the_first_address_is_the_main_one_whoever_writes(world: Cast) -> None:
    world.anna.actor()
    karl = {"company_id": world.anna.company_id, "contact_id": world.contacts["karl"]}
    assert stored(world, "karl") == ("karl@thal.example", ["karl@thal.example"], "", [])
    ContactEmail.objects.create(position=-1, address="vorn@thal.example", **karl)
    ContactPhone.objects.create(position=4, number="030 1", **karl)
    assert stored(world, "karl") == (
        "vorn@thal.example",
        ["vorn@thal.example", "karl@thal.example"],
        "030 1",
        ["030 1"],
    )
    Contact.objects.filter(pk=world.contacts["karl"]).update(email="karl@thal.example", phone="")
    assert stored(world, "karl") == ("karl@thal.example", ["karl@thal.example"], "", [])
    ContactEmail.objects.filter(**karl).delete()
    assert stored(world, "karl") == ("", [], "", [])


def test_an_address_stands_once_at_a_contact_and_may_be_shared(world: Cast) -> None:
    anna = world.anna.actor()
    twice = ContactInput(name="Büro", emails=["a@x.example", " A@X.example "], phones=["1", " 1"])
    created = create_customer(actor=anna, given=CustomerInput(name="Neu", contacts=[MILA, twice, twice]))
    assert [c.emails for c in contacts_of(anna, created)][1:] == [["a@x.example"], ["a@x.example"]]


def test_a_form_that_takes_the_addresses_away_leaves_none(world: Cast) -> None:
    anna = world.anna.actor()
    created = create_customer(actor=anna, given=GIVEN)
    (contact,) = contacts_of(anna, created)
    bare = replace(MILA, id=str(contact.pk), emails=[" "], phones=[])
    change_customer(actor=anna, public_id=created.public_id, version=1, given=replace(GIVEN, contacts=[bare]))
    (contact,) = contacts_of(anna, created)
    assert (contact.email, contact.emails, contact.phones, contact.version) == ("", [], [], 2)
    created.refresh_from_db()
    assert "mila@" not in created.search_text


def test_addresses_stay_in_their_company(world: Cast) -> None:
    world.carla.actor()
    assert not ContactEmail.objects.filter(contact_id=world.contacts["karl"]).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactEmail.objects.create(
            company_id=world.carla.company_id,
            contact_id=world.contacts["karl"],
            position=3,
            address="x@y.example",
        )
    world.anna.actor()
    assert stored(world, "karl")[1] == ["karl@thal.example"]


def test_the_next_number_is_read_from_its_index(world: Cast) -> None:
    world.anna.actor()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT number::bigint + 1 FROM customers_customer WHERE company_id = %s"
            " AND number ~ '^[0-9]{1,18}$' ORDER BY number::bigint DESC LIMIT 1",
            [world.anna.company_id],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "customer_highest_number" in plan
    assert "Sort" not in plan
