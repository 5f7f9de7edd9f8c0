"""Deleting a company for good: all of it goes, nothing of the others, and the operator keeps its side."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from anliegen.accounts.actions import operate
from anliegen.accounts.models import AuditLink, Company, Erasure, Membership, User
from anliegen.common import files, tenancy
from anliegen.common.clock import now
from anliegen.conversation.access import attachment_for, messages_of
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Message
from anliegen.customers.models import Customer
from anliegen.ops import company_deletion
from anliegen.ops.checks import _CHAIN
from anliegen.ops.company_deletion import Due, delete_company, delete_due
from anliegen.ops.record_chain import _FIRST_BROKEN
from anliegen.tickets.models import Side
from anliegen.tickets.queries.ticket import history_of
from tests.accounts.support import looking, opened_by
from tests.cast import Cast, Person
from tests.conversation.acts import internal, support, to_customer, uploaded
from tests.mail.post import note_to
from tests.portal.cast import guest


def tables() -> list[str]:
    """Return every table that has rows of companies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.relname FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid"
            " WHERE a.attname = 'company_id' AND r.relkind = 'r' AND r.relnamespace = 'public'::regnamespace"
            " AND r.relrowsecurity ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def rows(company_id: int) -> dict[str, int]:
    """Return table -> number of rows of a company, as that company itself counts them."""
    tenancy.enter(company_id)
    counted = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE company_id = %s", [company_id])
            counted[table] = cursor.fetchone()[0]  # type: ignore[index]
        cursor.execute("SELECT count(*) FROM tickets_ticket WHERE desk_id = %s", [company_id])
        counted["tickets_ticket"] = cursor.fetchone()[0]  # type: ignore[index]
    return counted


def side_of(person: Person, ticket_id: int) -> Side:
    person.actor()
    return Side.objects.select_related("ticket").get(company_id=person.company_id, ticket_id=ticket_id)


def say(person: Person, ticket_id: int, html: str, is_note: bool = False, content: bytes = b"") -> str:
    """Write a message or a note with a file; returns the file's id."""
    file = uploaded(person.actor(), content or html.encode())
    act = note if is_note else reply
    number = side_of(person, ticket_id).number
    act(actor=person.actor(), number=number, html=html, key=uuid.uuid4(), upload_ids=[file.public_id])
    return file.public_id


def furnished(world: Cast) -> int:
    """Give Nordwerk something of everything; returns the ticket of a request to the operator."""
    internal(world.anna.actor())
    to_customer(world.ben.actor(), world)
    note_to(world.anna, "k@thal.example")
    guest(world.ben, "nordwerk", world.contacts["karl"])
    looking(world.olaf, opened_by(world.ben)).get("/tickets/")
    ticket_id = support(world.anna.actor(), html="<p>Unsere Frage</p>").ticket_id
    say(world.anna, ticket_id, "<p>NORDWERK INTERN</p>", is_note=True)
    say(world.olaf, ticket_id, "<p>Ihre Antwort</p>")
    say(world.ben, ticket_id, "<p>Danke sehr</p>", content=b"Das Foto des Nordens.")
    say(world.olga, ticket_id, "<p>BETREIBER INTERN</p>", is_note=True)
    return ticket_id


def mark(world: Cast, due_in: timedelta = timedelta(hours=-1)) -> Due:
    operate.mark_for_deletion(actor=world.olga.actor(), slug="nordwerk", typed_name="Nordwerk Haustechnik")
    tenancy.enter(world.ben.company_id)
    Company.objects.filter(pk=world.ben.company_id).update(deletion_due_at=now() + due_in)
    tenancy.enter(None)
    return Due(world.ben.company_id, world.olga.company_id)


def test_everything_of_the_company_goes_and_nothing_of_the_others(world: Cast) -> None:
    internal(world.carla.actor(), subject="Nur im Süden")
    ticket_id = furnished(world)
    south, mine, desk = (rows(p.company_id) for p in (world.carla, world.ben, world.olga))
    assert sum(mine.values()) > 30
    due = mark(world)
    assert delete_company(due)
    assert set(rows(world.ben.company_id).values()) == {0}
    assert rows(world.carla.company_id) == south
    after = rows(world.olga.company_id)
    # What Nordwerk had said to the operator is the operator's now: two messages, one file and what happened.
    moved = {table: after[table] - desk[table] for table in after if after[table] != desk[table]}
    assert moved.pop("accounts_audit") == moved.pop("accounts_audit_link") == 1  # the mark itself
    assert moved == {
        "conversation_message": 2,
        "conversation_attachment": 1,
        "tickets_event": moved["tickets_event"],
    }
    assert not Company.objects.filter(slug="nordwerk").exists()
    assert not User.objects.filter(pk__in=[world.anna.user_id, world.ben.user_id]).exists()
    assert User.objects.filter(pk=world.carla.user_id).exists()
    side = side_of(world.olaf, ticket_id)
    assert side.kind == "customer"


def test_the_operator_keeps_its_side_of_the_request(world: Cast) -> None:
    ticket_id = furnished(world)
    photo = next(
        m.attachments[0].public_id
        for m in messages_of(world.olaf.actor(), side_of(world.olaf, ticket_id))
        if "Danke" in m.html
    )
    number, before = side_of(world.olaf, ticket_id).number, len(history_of(side_of(world.olaf, ticket_id)))
    delete_company(mark(world))
    side = side_of(world.olaf, ticket_id)
    assert (side.number, side.peer_id, side.from_label) == (number, None, "Nordwerk Haustechnik")
    assert side.ticket.customer_id == world.customers["nordwerk@betrieb"]
    assert Customer.objects.get(pk=side.ticket.customer_id).linked_company_id is None
    said = [(m.html, m.is_ours, m.author_name) for m in messages_of(world.olaf.actor(), side)]
    assert said == [
        ("<p>Unsere Frage</p>", False, "Anna Ahrens"),
        ("<p>Ihre Antwort</p>", True, "Olaf Oster"),
        ("<p>Danke sehr</p>", False, "Ben Brandt"),
        ("<p>BETREIBER INTERN</p>", True, "Olga Ohm"),
    ]
    file = attachment_for(world.olaf.actor(), photo)
    stored = files.open_file(file.company_id, file.sha256)
    assert stored
    with stored:
        assert stored.read() == b"Das Foto des Nordens."
    assert not (settings.FILES / str(world.ben.company_id)).exists()
    assert len(history_of(side)) == before
    page = world.olaf.client().get(f"/tickets/{number}/")
    assert page.status_code == 200
    assert "NORDWERK INTERN" not in page.content.decode()
    # The request goes on, as one of a customer.
    world.olaf.actor()
    reply(actor=world.olaf.actor(), number=number, html="<p>Nachtrag</p>", key=uuid.uuid4())
    assert Message.objects.filter(ticket_id=ticket_id, html="<p>Nachtrag</p>").exists()


def test_the_chain_of_what_is_left_holds(world: Cast) -> None:
    furnished(world)
    delete_company(mark(world))
    tenancy.enter(world.olga.company_id)
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN)
        assert cursor.fetchone() == (0,)
        cursor.execute(_FIRST_BROKEN)
        assert cursor.fetchone() is None
    assert AuditLink.objects.exists()


def test_it_stands_in_the_ledger(world: Cast) -> None:
    delete_company(mark(world))
    world.olga.actor()
    entry = Erasure.objects.get(erased_company=world.ben.company_id)
    assert (entry.slug, entry.name) == ("nordwerk", "Nordwerk Haustechnik")
    assert entry.rows["accounts_membership"] == 4
    assert world.ben.company_id in company_deletion.ledger()
    world.carla.actor()
    assert not Erasure.objects.exists()


def test_nothing_goes_before_its_time(world: Cast) -> None:
    furnished(world)
    before = rows(world.ben.company_id)
    due = mark(world, timedelta(hours=1))
    assert not delete_company(due)
    assert delete_due() == 0
    assert rows(world.ben.company_id) == before | {"accounts_audit": before["accounts_audit"] + 1}


def test_a_cancelled_deletion_does_not_happen(world: Cast) -> None:
    furnished(world)
    due = mark(world)
    operate.cancel_deletion(actor=world.olga.actor(), slug="nordwerk")
    tenancy.enter(None)
    assert not delete_company(due)
    operate.reactivate(actor=world.olga.actor(), slug="nordwerk")
    assert world.anna.client().get("/tickets/").status_code == 200


def test_neither_the_operator_nor_an_open_company_is_ever_deleted(world: Cast) -> None:
    for slug in ("betrieb", "suedhof"):
        assert not delete_company(Due(world.companies[slug], world.olga.company_id))
        tenancy.enter(world.companies[slug])
        assert Membership.objects.exists()


def test_people_who_work_elsewhere_stay_people(world: Cast) -> None:
    actor = world.chris.actor()
    Membership.objects.create(company_id=actor.company_id, user_id=world.anna.user_id)
    delete_company(mark(world))
    assert User.objects.filter(pk=world.anna.user_id).exists()
    assert not User.objects.filter(pk=world.ben.user_id).exists()
    assert world.anna.client().get("/tickets/").status_code == 200


def test_people_at_work_get_a_page_before_and_after(world: Cast) -> None:
    client = world.anna.client()
    side = internal(world.anna.actor())
    due = mark(world)
    assert client.get(f"/tickets/{side.number}/").status_code == 403
    delete_company(due)
    assert client.get(f"/tickets/{side.number}/").status_code == 303
    answer = client.post(f"/tickets/{side.number}/notizen/", {"body": "x" * 50, "key": str(uuid.uuid4())})
    assert answer.status_code == 401
    assert "x" * 50 in answer.content.decode()
    assert client.get("/portal/nordwerk/").status_code == 404


@pytest.mark.parametrize("table", ["tickets_event", "accounts_audit"])
def test_the_setting_alone_opens_no_record(world: Cast, table: str) -> None:
    internal(world.anna.actor())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.erasing', '1', true)")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_files_left_by_a_crash_go_with_the_next_run(world: Cast) -> None:
    delete_company(mark(world))
    left = settings.FILES / str(world.ben.company_id) / "ab"
    left.mkdir(parents=True)
    (left / ("ab" * 32)).write_bytes(b"x")
    delete_due()
    assert not left.exists()
