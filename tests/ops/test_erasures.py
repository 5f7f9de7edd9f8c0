"""What was erased for good stands in a ledger, in the database and beside it, without a word of it."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from anliegen.accounts.models import Erased
from anliegen.common import tenancy
from anliegen.common.clock import now
from anliegen.conversation.actions.documents import file_documents, remove_document
from anliegen.conversation.actions.snippet import create_snippet, remove_snippet
from anliegen.conversation.models import Attachment, Snippet
from anliegen.conversation.storage_sweep import sweep
from anliegen.conversation.tasks import old_drafts
from anliegen.customers import tasks
from anliegen.customers.actions.contact import remove_contact
from anliegen.customers.actions.notes import add_note, remove_note
from anliegen.customers.models import Contact, CustomerNote
from anliegen.ops.company_deletion import LEDGER
from anliegen.ops.erasures import Line, back_again, lines, write_down
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.models import Side
from anliegen.tickets.trash import empty_overdue
from tests.cast import Cast
from tests.conversation.acts import internal, support, uploaded
from tests.customers.test_record import thal

LONG_AGO = timedelta(days=31)


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path / LEDGER


def ticket(world: Cast) -> int:
    side = internal(world.anna.actor(), subject="Streng geheim")
    move(actor=world.anna.actor(), number=side.number, folder="trash")
    erase(actor=world.ben.actor(), number=side.number)
    return side.ticket_id


def overdue_ticket(world: Cast) -> int:
    side = internal(world.anna.actor(), subject="Streng geheim")
    move(actor=world.anna.actor(), number=side.number, folder="trash")
    Side.objects.filter(pk=side.pk).update(folder_since=now() - LONG_AGO)
    empty_overdue()
    return side.ticket_id


def contact(world: Cast) -> int:
    found = world.contacts["karl"]
    remove_contact(actor=world.anna.actor(), public_id=thal(world).public_id, contact_id=found, removed=True)
    Contact.known.filter(pk=found).update(removed_at=now() - LONG_AGO)
    tasks.forget_removed()
    return found


def note(world: Cast) -> int:
    anna, where = world.anna.actor(), thal(world).public_id
    written = add_note(actor=anna, public_id=where, text="Streng geheim")
    remove_note(actor=anna, public_id=where, note_id=written.pk, removed=True)
    tasks.removed_notes(0)
    world.anna.actor()
    assert CustomerNote.objects.filter(pk=written.pk).exists(), "it can be put back for 30 days"
    CustomerNote.objects.filter(pk=written.pk).update(removed_at=now() - LONG_AGO)
    tasks.removed_notes(0)
    world.anna.actor()
    assert not CustomerNote.objects.filter(pk=written.pk).exists()
    return written.pk


def document(world: Cast) -> int:
    anna, where = world.anna.actor(), thal(world).public_id
    file = uploaded(anna, b"Streng geheim")
    file_documents(actor=anna, public_id=where, upload_ids=[file.public_id], uploads=[])
    remove_document(actor=anna, public_id=where, document_id=file.public_id, removed=True)
    Attachment.objects.filter(pk=file.pk).update(removed_at=now() - LONG_AGO)
    sweep(anna.company_id)
    return file.pk


def canned_text(world: Cast) -> int:
    ben = world.ben.actor()
    made = create_snippet(actor=ben, title="Streng geheim", html="<p>Text</p>")
    remove_snippet(actor=ben, snippet_id=made.pk, removed=True)
    old_drafts(0)
    world.ben.actor()
    assert Snippet.objects.filter(pk=made.pk).exists(), "it can be put back for 30 days"
    Snippet.objects.filter(pk=made.pk).update(removed_at=now() - LONG_AGO)
    old_drafts(0)
    world.ben.actor()
    assert not Snippet.objects.filter(pk=made.pk).exists()
    return made.pk


ERASERS = {
    ticket: "ticket",
    overdue_ticket: "ticket",
    contact: "contact",
    note: "note",
    document: "document",
    canned_text: "canned-text",
}


@pytest.mark.parametrize("eraser", ERASERS)
def test_what_goes_for_good_is_written_down(world: Cast, ledger: Path, eraser: Callable[[Cast], int]) -> None:
    thing, kind = eraser(world), ERASERS[eraser]
    company = world.anna.company_id
    world.anna.actor()
    assert list(Erased.objects.values_list("company_id", "kind", "thing_id")) == [(company, kind, thing)]
    assert write_down() == 1
    assert write_down() == 0
    (line,) = lines()
    assert line[:3] == (company, kind, thing)
    assert set(json.loads(ledger.read_text())) == {"company", "kind", "id", "at"}
    assert "geheim" not in ledger.read_text()
    assert back_again("default") == []


def test_what_is_not_erased_after_all_is_not_written(world: Cast) -> None:
    with transaction.atomic():
        ticket(world)
        transaction.set_rollback(True)
    world.anna.actor()
    assert not Erased.objects.exists()
    assert write_down() == 0


def test_each_side_of_a_support_request_is_a_line_of_its_own(world: Cast) -> None:
    side = support(world.anna.actor())
    move(actor=world.anna.actor(), number=side.number, folder="trash")
    erase(actor=world.ben.actor(), number=side.number)
    world.olaf.actor()
    assert not Erased.objects.exists()
    world.anna.actor()
    assert Erased.objects.count() == 1


def test_what_a_backup_has_brought_back_is_named_and_newer_things_are_not(world: Cast, ledger: Path) -> None:
    """After a restoration numbers are given anew: only what is older than its line is what was erased."""
    side = internal(world.anna.actor())
    kept = {"company": world.anna.company_id, "kind": "ticket", "id": side.ticket_id}
    later, before = now() + timedelta(seconds=1), side.created_at - timedelta(days=1)
    deleted_company = {"company": 99, "slug": "weg", "at": before.isoformat()}
    ledger.write_text(
        "".join(json.dumps(entry) + "\n" for entry in (deleted_company, {**kept, "at": before.isoformat()}))
    )
    world.anna.actor()
    assert back_again("default") == []
    with ledger.open("a") as file:
        file.write(json.dumps({**kept, "at": later.isoformat()}) + "\n")
    assert back_again("default") == [Line(world.anna.company_id, "ticket", side.ticket_id, later)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO accounts_erased SELECT 1000, 'x', 1, now(), false, 2",
        "UPDATE accounts_erased SET kind = 'x'",
        "DELETE FROM accounts_erased",
    ],
)
def test_the_application_cannot_touch_the_ledger(world: Cast, statement: str) -> None:
    ticket(world)
    world.anna.actor()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Erased.objects.count() == 1
    tenancy.enter(world.carla.company_id, world.carla.user_id)
    assert not Erased.objects.exists()
