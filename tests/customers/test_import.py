"""Taking customers over from a file: whom a row means, what it changes, what is refused, and again."""

import io

import pytest
from django.db import connection, transaction

from anliegen.accounts.models import AuditEntry, Membership
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.customers.actions.imports import (
    choose_columns,
    remove_import,
    start_import,
    stop_import,
    upload_import,
)
from anliegen.customers.events import CustomerRenamed
from anliegen.customers.imports.run import do_batch
from anliegen.customers.models import Contact, ContactEmail, Customer, CustomerImport, ImportRow
from tests.cast import Cast
from tests.customers.imports import finish, imported, outcomes, uploaded

FILE = """Kundennummer;Firma;Straße;PLZ;Ort;Ansprechpartner;E-Mail
K-1;Bäckerei Weiß;Am Weg 1;90762;Fürth;Wilma Weiß;wilma@weiss.example
K-1;Bäckerei Weiß;;;;Walter Weiß;walter@weiss.example
;Hof Adler;Hauptstr. 3;97070;Würzburg;;
1001;Thal Architekten GmbH;Neue Straße 9;80331;München;Karl Thal;karl@thal.example
"""


def state(world: Cast) -> tuple[int, ...]:
    world.ben.actor()
    return (Customer.objects.count(), Contact.objects.count(), CustomerImport.objects.count())


def test_rows_create_and_change_customers_with_their_contacts(world: Cast) -> None:
    run = imported(world.ben, FILE)
    assert outcomes(run) == ["created", "updated", "created", "updated"]
    assert (run.created, run.updated, run.unchanged, run.refused, run.state) == (2, 2, 0, 0, "done")
    baker = Customer.objects.get(number="K-1")
    assert list(baker.contacts.order_by("id").values_list("name", "email")) == [
        ("Wilma Weiß", "wilma@weiss.example"),
        ("Walter Weiß", "walter@weiss.example"),
    ]
    assert "walter" in baker.search_text
    assert Customer.objects.get(name="Hof Adler").number.isdigit()
    assert Customer.objects.get(pk=world.customers["thal"]).street == "Neue Straße 9"
    assert Contact.objects.filter(customer_id=world.customers["thal"]).count() == 1


def test_the_same_file_again_changes_nothing(world: Cast) -> None:
    imported(world.ben, FILE)
    before = state(world)
    versions = list(Customer.objects.order_by("id").values_list("id", "version"))
    again = imported(world.ben, FILE)
    assert outcomes(again) == ["unchanged"] * 4
    assert state(world)[:2] == before[:2]
    assert list(Customer.objects.order_by("id").values_list("id", "version")) == versions


def test_without_a_number_the_address_is_the_key_and_then_name_and_postcode(world: Cast) -> None:
    first = imported(
        world.ben, "Firma;PLZ;E-Mail\nGasthof Post;90762;post@gasthof.example\nMüller;1;\nMüller;2;\n"
    )
    assert outcomes(first) == ["created"] * 3
    second = imported(
        world.ben, "Firma;PLZ;E-Mail\nHotel Post;90762;post@gasthof.example\nMüller;2;\nMüller;3;\n"
    )
    assert outcomes(second) == ["updated", "unchanged", "created"]
    assert not Customer.objects.filter(name="Gasthof Post").exists()
    assert Customer.objects.filter(name="Müller").count() == 3


def test_contacts_gain_addresses_and_lose_none(world: Cast) -> None:
    text = "Kundennummer;Firma;Kontakt;E-Mail;E-Mail 2;Mobil\nM1;Moos;Mo Moos;mo@moos.example;{};{}\n"
    imported(world.ben, text.format("", "0171 1"))
    run = imported(world.ben, text.format("mo@privat.example", "0171 2"))
    assert outcomes(run) == ["updated"]
    assert outcomes(imported(world.ben, text.format("mo@privat.example", ""))) == ["unchanged"]
    contact = Contact.objects.get(name="Mo Moos")
    listed = ContactEmail.objects.filter(contact=contact).order_by("position")
    assert list(listed.values_list("address", flat=True)) == ["mo@moos.example", "mo@privat.example"]
    assert contact.email == "mo@moos.example"
    by_second = imported(world.ben, "Firma;E-Mail;Ort\nMoos;mo@privat.example;Ulm\n")
    assert outcomes(by_second) == ["updated"]
    assert Customer.objects.get(number="M1").town == "Ulm"


def test_a_merged_customer_is_the_one_it_was_merged_into(world: Cast) -> None:
    imported(world.ben, "Kundennummer;Firma;E-Mail\nALT;Alt;alt@alt.example\nNEU;Neu;\n")
    old, new = Customer.objects.get(number="ALT"), Customer.objects.get(number="NEU")
    Customer.objects.filter(pk=old.pk).update(merged_into=new, archived_at="2026-01-01T00:00Z")
    run = imported(world.ben, "Kundennummer;Firma;Ort;E-Mail\nALT;Alt;Ulm;\n;Alt;Ulm;alt@alt.example\n")
    assert outcomes(run) == ["updated", "updated"]
    new.refresh_from_db()
    assert (new.town, new.number, new.name) == ("Ulm", "NEU", "Neu")


def test_one_address_of_two_customers_is_no_key(world: Cast) -> None:
    text = "Kundennummer;Firma;E-Mail\nA1;Haus A;verwaltung@hv.example\nA2;Haus B;verwaltung@hv.example\n"
    imported(world.ben, text)
    run = imported(world.ben, "Firma;E-Mail\nHaus C;verwaltung@hv.example\nHaus B;verwaltung@hv.example\n")
    assert outcomes(run) == ["refused", "unchanged"]


def test_two_names_under_one_key_in_one_file_are_refused(world: Cast) -> None:
    run = imported(world.ben, "Firma;E-Mail\nHaus A;hv@hv.example\nHaus B;hv@hv.example\n")
    assert outcomes(run) == ["created", "refused"]
    row = ImportRow.objects.get(run=run, outcome="refused")
    assert row.reason["values"] == {"row": 2, "name": "Haus A"}
    assert Customer.objects.filter(name__startswith="Haus").count() == 1


def test_empty_cells_change_nothing(world: Cast) -> None:
    imported(world.ben, FILE)
    run = imported(world.ben, "Kundennummer;Firma;Ort;E-Mail\nK-1;Bäckerei Weiß;;\n")
    assert outcomes(run) == ["unchanged"]
    assert Customer.objects.get(number="K-1").town == "Fürth"


def test_a_row_without_a_name_changes_a_known_customer_only(world: Cast) -> None:
    run = imported(world.ben, "Kundennummer;Ort\n1001;Landshut\n4711;Passau\n")
    assert outcomes(run) == ["updated", "refused"]
    thal = Customer.objects.get(pk=world.customers["thal"])
    assert (thal.name, thal.town) == ("Thal Architekten GmbH", "Landshut")


def test_refused_rows_leave_the_others_and_their_cells_alone_are_kept(world: Cast) -> None:
    long = "x" * 300
    run = imported(
        world.ben, f'Firma;E-Mail\n{long};\nGut;gut@gut.example\nSchlecht;kein@\n=HYPERLINK("x");\n'
    )
    assert outcomes(run) == ["refused", "created", "refused", "created"]
    assert Customer.objects.filter(name='=HYPERLINK("x")').exists()
    kept = ImportRow.objects.filter(run=run, cells__isnull=False).exclude(outcome="")
    assert set(kept.values_list("outcome", flat=True)) == {"refused"}


def test_numbers_of_the_file_and_given_ones_do_not_meet(world: Cast) -> None:
    run = imported(world.ben, "Kundennummer;Firma\n;Ohne A\n10001;Mit\n;Ohne B\n10050;Hoch\n")
    assert outcomes(run) == ["created"] * 4
    numbers = Customer.objects.filter(name__startswith="Ohne").values_list("number", flat=True)
    assert sorted(numbers) == ["10051", "10052"]


def test_many_batches_are_one_run(world: Cast) -> None:
    lines = [f"{n};Kunde {n % 900};kunde{n % 900}@viele.example" for n in range(900)]
    text = "\n".join(["Kundennummer;Firma;E-Mail", *lines, *lines[:300]])
    run = imported(world.ben, text)
    assert (run.created, run.unchanged, run.refused) == (900, 300, 0)
    assert Customer.objects.filter(name__startswith="Kunde ").count() == 900


def test_a_batch_that_comes_late_or_twice_does_nothing(world: Cast) -> None:
    lines = [f"{n};Kunde {n}" for n in range(700)]
    run = uploaded(world.ben, "\n".join(["Kundennummer;Firma", *lines]))
    start_import(actor=world.ben.actor(), public_id=run.public_id)
    run.refresh_from_db()
    first = run.position
    do_batch(run.company_id, run.pk, first)
    count = Customer.objects.count()
    do_batch(run.company_id, run.pk, first)
    do_batch(run.company_id, run.pk, 99_999)
    assert Customer.objects.count() == count
    assert finish(run).created == 700


def test_renaming_is_told(world: Cast, published: list[object]) -> None:
    imported(world.ben, "Kundennummer;Firma\n1001;Thal Baukunst\n")
    assert [e for e in published if isinstance(e, CustomerRenamed)]


@pytest.mark.parametrize("text", ['Firma;Ort\nA;B\nC;"D\n', "Firma;Ort\n", "\n\n", "a;" * 130 + "\nx\n"])
def test_a_file_that_cannot_be_read_leaves_nothing(world: Cast, text: str) -> None:
    before = state(world)
    with pytest.raises(RefusedError), transaction.atomic():
        uploaded(world.ben, text)
    assert state(world) == before


def test_more_rows_than_allowed_leave_nothing(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(world)
    monkeypatch.setattr("anliegen.customers.actions.imports.MOST_ROWS", 3)
    with pytest.raises(RefusedError, match="rows are possible"), transaction.atomic():
        uploaded(world.ben, "Firma\nA\nB\nC\n")
    assert state(world) == before


def test_agents_do_not_import(world: Cast) -> None:
    run = uploaded(world.ben, FILE)
    before = state(world)
    with pytest.raises(ForbiddenError):
        uploaded(world.anna, FILE)
    for act in (start_import, stop_import, remove_import):
        with pytest.raises(ForbiddenError):
            act(actor=world.anna.actor(), public_id=run.public_id)
    assert state(world) == before


def test_another_company_finds_nothing(world: Cast) -> None:
    run = uploaded(world.ben, FILE)
    for act in (start_import, stop_import, remove_import):
        with pytest.raises(NotFoundError):
            act(actor=world.chris.actor(), public_id=run.public_id)
    world.chris.actor()
    assert not CustomerImport.objects.exists()
    assert not ImportRow.objects.exists()


def test_only_one_import_runs_at_a_time_and_only_once(world: Cast) -> None:
    one, two = uploaded(world.ben, FILE), uploaded(world.ben, FILE)
    actor = world.ben.actor()
    start_import(actor=actor, public_id=one.public_id)
    for public_id in (two.public_id, one.public_id):
        with pytest.raises(RefusedError), transaction.atomic():
            start_import(actor=actor, public_id=public_id)
    with pytest.raises(RefusedError):
        remove_import(actor=actor, public_id=one.public_id)
    with pytest.raises(RefusedError):
        choose_columns(actor=actor, public_id=one.public_id, targets=one.targets, has_headings=True)
    two.refresh_from_db()
    assert two.state == "draft"


def test_stopping_keeps_what_is_done_and_ends_the_rest(world: Cast) -> None:
    lines = [f"{n};Kunde {n}" for n in range(700)]
    run = uploaded(world.ben, "\n".join(["Kundennummer;Firma", *lines]))
    start_import(actor=world.ben.actor(), public_id=run.public_id)
    run.refresh_from_db()
    do_batch(run.company_id, run.pk, run.position)
    stop_import(actor=world.ben.actor(), public_id=run.public_id)
    assert finish(run).created == 500
    remove_import(actor=world.ben.actor(), public_id=run.public_id)
    assert not ImportRow.objects.filter(run_id=run.pk).exists()
    assert Customer.objects.filter(name__startswith="Kunde ").count() == 500


def test_who_may_no_longer_import_ends_the_run(world: Cast) -> None:
    run = uploaded(world.ben, FILE)
    start_import(actor=world.ben.actor(), public_id=run.public_id)
    before = state(world)
    Membership.objects.filter(pk=world.ben.membership_id).update(role="agent")
    run.refresh_from_db()
    do_batch(run.company_id, run.pk, run.position)
    run.refresh_from_db()
    assert run.state == "stopped"
    assert (Customer.objects.count(), Contact.objects.count()) == before[:2]


def test_the_start_is_recorded(world: Cast) -> None:
    run = imported(world.ben, FILE)
    entry = AuditEntry.objects.get(verb="customer-import", subject_id=run.pk)
    assert entry.after == {"file": "kunden.csv", "rows": 4}


def test_the_first_row_can_be_a_customer(world: Cast) -> None:
    run = uploaded(world.ben, "Hof Eins;Fürth\nHof Zwei;Ansbach\n")
    actor = world.ben.actor()
    choose_columns(actor=actor, public_id=run.public_id, targets=["name", "town"], has_headings=False)
    start_import(actor=actor, public_id=run.public_id)
    assert finish(run).created == 2


def test_what_is_old_is_removed_at_night(world: Cast) -> None:
    draft, done = uploaded(world.ben, FILE), imported(world.ben, "Firma;E-Mail\nSchlecht;kein@\n")
    world.ben.actor()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customers_remove_old_imports(now() + interval '1 hour', now() - interval '1 hour')"
        )
    assert not CustomerImport.objects.filter(pk=draft.pk).exists()
    assert ImportRow.objects.filter(run=done, cells__isnull=False).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_remove_old_imports(now(), now() + interval '1 hour')")
    assert not ImportRow.objects.filter(run=done, cells__isnull=False).exists()
    assert CustomerImport.objects.filter(pk=done.pk).exists()


def test_names_of_files_are_words_only(world: Cast) -> None:
    stream = io.BytesIO(FILE.encode())
    run = upload_import(actor=world.ben.actor(), stream=stream, name="..\\C:\\x/" + "n\x00" * 300 + ".csv")
    assert len(run.file_name) <= 200
    assert "/" not in run.file_name
