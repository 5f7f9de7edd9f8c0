"""An export among many at once: its worker is killed, its link is used fifty times, many ask for it."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from anliegen.accounts.actions.exports import ask_for_export, fetch_by_link
from anliegen.accounts.models import Company, CompanyExport, Membership
from anliegen.common import tenancy
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.actions.note import note
from anliegen.mail.models import OutgoingMail
from anliegen.ops.export import content
from anliegen.ops.export.run import make_export
from tests.cast import Person
from tests.concurrency.test_double_send import committed, vera
from tests.concurrency.test_worker import rescue, run
from tests.conversation.acts import internal, uploaded
from tests.ops.exports import checked, files_of, lines, opened

__all__ = ["vera"]
pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
MESSAGES = 500
MANY = """
INSERT INTO conversation_message (company_id, ticket_id, is_note, author, membership_id, author_name,
                                  author_email, to_label, html, created_at)
SELECT company_id, ticket_id, true, author, membership_id, author_name, '', '', repeat(md5(g::text), 30),
       created_at
  FROM conversation_message, generate_series(1, %s) g WHERE id = %s
"""


@pytest.fixture
def boss(vera: Person) -> Person:
    Membership.objects.using("owner").filter(pk=vera.membership_id).update(role="admin")
    return vera


def furnished(person: Person) -> int:
    """A ticket with very many notes and one file; returns its number."""
    number = internal(person.actor(), subject="Viel").number
    file = uploaded(person.actor(), b"Ein Protokoll.", "Größe.txt")
    said = note(
        actor=person.actor(), number=number, html="<p>.</p>", key=uuid.uuid4(), upload_ids=[file.public_id]
    )
    with connection.cursor() as cursor:
        cursor.execute(MANY, [MESSAGES, said.pk])
    return number


def export_of(person: Person, export_id: int) -> CompanyExport:
    with transaction.atomic():
        tenancy.enter(person.company_id)
        return CompanyExport.objects.get(pk=export_id)


def parts(person: Person) -> list[Path]:
    return list((settings.FILES / str(person.company_id) / "export").glob("*.part"))


def kill_in_the_middle(person: Person) -> None:
    """Start a worker and kill it in the middle of the file: before the mails, which are locked meanwhile."""
    # What others have left would wait for the mails first.
    run("DELETE FROM procrastinate_jobs WHERE task_name <> 'ops.export_company'")
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("LOCK TABLE mail_outgoing IN ACCESS EXCLUSIVE MODE")
        worker = subprocess.Popen([sys.executable, "-m", "anliegen.ops.cli", "worker"], env=os.environ)
        try:
            deadline = time.monotonic() + 60
            while not any(part.stat().st_size for part in parts(person)) and time.monotonic() < deadline:
                time.sleep(0.01)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(10)


def test_a_killed_worker_leaves_no_half_file_and_the_next_one_makes_a_whole(boss: Person) -> None:
    committed(lambda: furnished(boss))
    export_id = committed(lambda: ask_for_export(actor=boss.actor()).pk)
    kill_in_the_middle(boss)
    assert export_of(boss, export_id).state == "running"
    (left,) = parts(boss)
    rescue()
    export = export_of(boss, export_id)
    assert export.state == "done"
    assert not left.exists()
    assert files_of(boss) == [f"{export.public_id}.zip"]
    archive = opened(boss.company_id, export.public_id)
    manifest = checked(archive)
    assert manifest["files"]["count"] == 1
    said = [m["id"] for m in lines(archive, "nachrichten")]
    assert len(said) == len(set(said)) == MESSAGES + 2
    with transaction.atomic():
        tenancy.enter(boss.company_id)
        assert OutgoingMail.objects.filter(purpose="export").count() == 1
    connection.close()


def test_rows_are_those_of_one_moment(boss: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ticket that is opened while the export is being made is wholly in it or not at all."""
    committed(lambda: internal(boss.actor(), subject="Vorher").number)
    export_id = committed(lambda: ask_for_export(actor=boss.actor()).pk)
    real = content._lines

    def interrupted(noun: Any, company_id: int) -> Any:
        yield from real(noun, company_id)
        if noun.file == "tickets":
            open_another(boss)

    monkeypatch.setattr(content, "_lines", interrupted)
    make_export(boss.company_id, export_id)
    archive = opened(boss.company_id, export_of(boss, export_id).public_id)
    numbers = {t["number"] for t in lines(archive, "tickets")}
    assert {m["ticket_number"] for m in lines(archive, "nachrichten")} == numbers
    assert {e["ticket_number"] for e in lines(archive, "verlauf")} == numbers
    connection.close()


def open_another(person: Person) -> None:
    """Open a ticket in a connection of its own, as somebody at work does."""

    def act() -> None:
        committed(lambda: internal(person.actor(), subject="Währenddessen").number)
        connections["default"].close()

    thread = Thread(target=act)
    thread.start()
    thread.join(30)


def test_of_many_who_ask_at_once_one_starts_it(boss: Person, at_once: AtOnce) -> None:
    def ask() -> int:
        with transaction.atomic():
            return ask_for_export(actor=boss.actor()).pk

    results = at_once([ask] * 16)
    assert len([r for r in results if isinstance(r, int)]) == 1, results
    assert all(isinstance(r, int | RefusedError) for r in results), results


def test_of_fifty_who_use_a_link_at_once_one_gets_the_file(boss: Person, at_once: AtOnce) -> None:
    export_id = committed(lambda: ask_for_export(actor=boss.actor()).pk)
    Company.objects.using("owner").filter(pk=boss.company_id).update(suspended_at="2026-01-01T00:00Z")
    make_export(boss.company_id, export_id)
    with transaction.atomic():
        tenancy.enter(boss.company_id)
        text = OutgoingMail.objects.get(purpose="export").text
    token = text.split("/datenexport/")[1].split("/")[0]

    def use() -> bytes:
        with transaction.atomic():
            download = fetch_by_link(token=token)
        with download.file:
            return download.file.read(2)

    results = at_once([use] * 50)
    assert [r for r in results if not isinstance(r, NotFoundError)] == [b"PK"], results
    assert export_of(boss, export_id).downloads == 1
    connection.close()
