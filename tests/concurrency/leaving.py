"""A company that is about to be deleted for good, with people at work in it, and what is left of it."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client

from anliegen.accounts.actions import operate
from anliegen.accounts.actor import for_membership
from anliegen.accounts.models import Company
from anliegen.common.clock import now
from anliegen.common.tenancy import tenant
from anliegen.customers.actions.save import create_customer
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.ops.company_deletion import Due, delete_company, delete_due
from tests.cast import Cast, Person, owner_rows
from tests.concurrency.test_double_send import committed
from tests.conversation.acts import asked, support
from tests.portal.cast import Guest, guest, released

WITH_COMPANY = """
SELECT r.relname FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = 'company_id'
 WHERE r.relkind = 'r' AND r.relnamespace = 'public'::regnamespace ORDER BY 1
"""
# Not of pg_stat_activity, which shows a transaction the same for as long as it lasts.
WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
       SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database())
"""


@dataclass(frozen=True)
class Leaving:
    """A company with an administrator, a contact, a ticket, a released request and one to the operator."""

    cast: Cast
    boss: Person
    slug: str
    ticket: int
    request: int
    asked: int  # the number of the request to the operator on the operator's side
    contact: Guest

    @property
    def company(self) -> int:
        return self.boss.company_id

    def shut(self) -> None:
        """Let the operator suspend it."""
        olga = self.cast.olga
        with tenant(olga.company_id, olga.user_id):
            operate.suspend(actor=for_membership(olga.membership_id), slug=self.slug)

    def mark(self) -> None:
        """Shut it, with its 30 days over."""
        Company.objects.using("owner").filter(pk=self.company).update(
            suspended_at=now(), deletion_due_at=now()
        )

    def delete(self) -> bool:
        return delete_company(Due(self.company, self.cast.olga.company_id))

    def writers(self) -> dict[str, Callable[[], int]]:
        """Return what people send at the same moment, by name; each answers with its status."""
        agent, contact = self.boss.client(), self.contact.client()
        home, ticket = self.contact.home, f"/tickets/{self.ticket}/"
        body = {"body": "Wir kommen morgen.", "then": "send"}
        new = {"to": "internal", "subject": "Lager", "body": "Aufräumen", "priority": "2"}
        draft = {"kind": "reply", "body": "Halb fertig", "base": "0"}
        return {
            "reply": _sent(agent, f"{ticket}antworten/", body),
            "note": _sent(agent, f"{ticket}notizen/", {"body": "Intern"}),
            "create": _sent(agent, "/tickets/neu/", new),
            "upload": _sent(agent, "/anhaenge/", {}, with_file=True),
            # At another ticket: an answer that is sent takes its draft away.
            "draft": _sent(agent, f"/tickets/{self.request}/entwuerfe/", draft),
            "portal answer": _sent(contact, f"{home}anfragen/{self.request}/", {"body": "Danke"}),
            "portal request": _sent(contact, f"{home}anfragen/neu/", new | {"priority": "2"}),
            "portal upload": _sent(contact, f"{home}dateien/", {}, with_file=True),
        }

    def assert_gone(self) -> None:
        """Nothing of it is left: no row, no file; and it is written down once that it went."""
        for (table,) in owner_rows(WITH_COMPANY):
            left = owner_rows(f"SELECT count(*) FROM {table} WHERE company_id = %s", self.company)
            assert left == [(0,)], table
        for column in ("desk_id", "requester_id"):
            assert owner_rows(f"SELECT id FROM tickets_ticket WHERE {column} = %s", self.company) == []
        assert owner_rows("SELECT id FROM accounts_company WHERE id = %s", self.company) == []
        ledger = owner_rows("SELECT count(*) FROM accounts_erasure WHERE erased_company = %s", self.company)
        assert ledger == [(1,)]
        folder = settings.FILES / str(self.company)
        assert [f for f in folder.rglob("*") if f.is_file()] == []
        delete_due()
        assert not folder.exists()


def leaving(cast: Cast, boss: Person) -> Leaving:
    """Furnish a company of its own."""
    slug = Company.objects.using("owner").get(pk=boss.company_id).slug
    with tenant(boss.company_id, boss.user_id):
        given = CustomerInput(name="Gehlen", contacts=[ContactInput("", "Gesa", [f"gesa@{slug}.example"])])
        customer = create_customer(actor=for_membership(boss.membership_id), given=given)
        contact = customer.contacts.get()
    ticket = committed(lambda: asked(boss.actor()).number)
    request = committed(lambda: released(boss, customer.pk, contact.pk).number)
    ticket_id = committed(lambda: support(boss.actor(), html="<p>Unsere Frage</p>").ticket_id)
    ((number,),) = owner_rows(
        "SELECT number FROM tickets_side WHERE ticket_id = %s AND company_id = %s",
        ticket_id,
        cast.olaf.company_id,
    )
    with transaction.atomic():
        visitor = guest(boss, slug, contact.pk)
    return Leaving(cast, boss, slug, ticket, request, int(str(number)), visitor)


def rows_of(company_id: int) -> dict[str, int]:
    """Return table -> number of rows of a company."""
    return {
        str(table): int(
            str(owner_rows(f"SELECT count(*) FROM {table} WHERE company_id = %s", company_id)[0][0])
        )
        for (table,) in owner_rows(WITH_COMPANY)
    }


class Beside:
    """Something that runs in a thread and a connection of its own, from now on."""

    def __init__(self, job: Callable[[], Any]) -> None:
        self._result: Any = None
        self._job = job
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._result = self._job()
        except BaseException as error:
            self._result = error
        finally:
            connections["default"].close()

    def ended(self) -> Any:
        """Wait for the end and return the result, or what was raised."""
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self._result

    def waits(self, so_many: int = 1) -> None:
        """Wait until it waits for a lock, with so many others; or until it has ended."""
        deadline = time.monotonic() + 30
        while self._thread.is_alive() and owner_rows(WAITING) < [(so_many,)]:
            assert time.monotonic() < deadline
            time.sleep(0.01)


@contextmanager
def nobody_ends_a_deletion() -> Iterator[None]:
    """Hold up every deletion at its end: all is deleted, nothing is committed."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_erasure IN ACCESS EXCLUSIVE MODE")
        yield


def _sent(client: Client, path: str, fields: dict[str, Any], with_file: bool = False) -> Callable[[], int]:
    def send() -> int:
        data = fields | {"key": str(uuid.uuid4())}
        if with_file:
            data["file"] = SimpleUploadedFile("Foto.txt", b"Ein Foto.")
        return client.post(path, data).status_code

    return send
