"""A company is shut and deleted while its people, its contacts, its jobs and the operator are at work."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from structlog.testing import capture_logs

from anliegen.accounts import tasks as accounts_tasks
from anliegen.accounts.actions.exports import ask_for_export
from anliegen.accounts.actions.invitations import accept, invite
from anliegen.accounts.actions.invitations import new_link as invitation_link
from anliegen.accounts.models import User
from anliegen.conversation import tasks as conversation_tasks
from anliegen.conversation.actions.portal import answer
from anliegen.conversation.actions.reply import reply
from anliegen.customers import tasks as customers_tasks
from anliegen.mail import tasks as mail_tasks
from anliegen.notifications import tasks as notification_tasks
from anliegen.ops import tasks as ops_tasks
from anliegen.ops.export import content, run
from anliegen.ops.export.run import make_export
from anliegen.tickets.access import locked
from tests.cast import PASSWORD, Cast, Person, owner_rows
from tests.concurrency.leaving import Beside, Leaving, leaving, nobody_ends_a_deletion, rows_of
from tests.concurrency.test_double_send import committed as committing
from tests.concurrency.test_double_send import vera
from tests.concurrency.test_export_killed import boss, furnished
from tests.conversation.acts import uploaded

__all__ = ["boss", "vera"]
pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
STORED, REFUSED = {200, 201, 303}, {401, 403, 404, 503}


@pytest.fixture
def firm(committed: Cast, boss: Person) -> Leaving:
    return leaving(committed, boss)


@pytest.mark.parametrize("moment", ["before the rows", "before the files", "before the name"])
def test_an_export_whose_company_goes_ends_and_leaves_nothing(
    firm: Leaving, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    committing(lambda: furnished(firm.boss))
    export_id = committing(lambda: ask_for_export(actor=firm.boss.actor()).pk)
    firm.mark()
    others = rows_of(firm.cast.anna.company_id)
    place, name = {
        "before the rows": (run, "write_company"),
        "before the files": (content, "_copy"),
        "before the name": (run, "_finish"),
    }[moment]
    real = getattr(place, name)

    def interrupted(*values: Any) -> Any:
        assert Beside(firm.delete).ended() is True
        return real(*values)

    monkeypatch.setattr(place, name, interrupted)
    with capture_logs() as said:
        make_export(firm.company, export_id)
    assert not [entry for entry in said if entry["log_level"] in ("warning", "error")], said
    firm.assert_gone()
    assert rows_of(firm.cast.anna.company_id) == others
    connection.close()


@pytest.mark.parametrize("moment", ["_lines", "_one", "_tell"])
def test_the_deletion_waits_for_an_export_at_work(
    firm: Leaving, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    committing(lambda: furnished(firm.boss))
    export_id = committing(lambda: ask_for_export(actor=firm.boss.actor()).pk)
    firm.mark()
    place = run if moment == "_tell" else content
    real, begun = getattr(place, moment), []

    def interrupted(*values: Any) -> Any:
        if not begun:
            begun.append(Beside(firm.delete))
            begun[0].waits()
        return real(*values)

    monkeypatch.setattr(place, moment, interrupted)
    with capture_logs() as said:
        make_export(firm.company, export_id)
    assert begun[0].ended() is True
    assert not [entry for entry in said if entry["log_level"] in ("warning", "error")], said
    firm.assert_gone()
    connection.close()


def test_people_who_write_when_it_is_shut_are_stored_or_refused(firm: Leaving, at_once: AtOnce) -> None:
    writers = firm.writers()
    before = rows_of(firm.company)
    # Half of them begin before it is shut, half after; who comes first is the machine's choice.
    jobs = [*list(writers.values())[::2], firm.shut, *list(writers.values())[1::2]]
    results = at_once(jobs)
    statuses = [r for r in results if r is not None]
    assert set(statuses) <= STORED | REFUSED, results
    assert {writer() for writer in writers.values()} <= REFUSED
    after = rows_of(firm.company)
    written = ("conversation_message", "conversation_attachment", "conversation_draft")
    grown = sum(after[table] - before[table] for table in written)
    assert grown == len([status for status in statuses if status in STORED]), (results, before, after)
    connection.close()


def test_who_writes_while_it_is_deleted_is_refused(firm: Leaving) -> None:
    writers = firm.writers()
    firm.mark()
    others = rows_of(firm.cast.anna.company_id)
    with nobody_ends_a_deletion():
        deletion = Beside(firm.delete)
        deletion.waits()
        assert {writer() for writer in writers.values()} <= REFUSED
    assert deletion.ended() is True
    assert {writer() for writer in writers.values()} <= REFUSED
    firm.assert_gone()
    assert owner_rows("SELECT id FROM accounts_user WHERE id = %s", firm.boss.user_id) == []
    assert rows_of(firm.cast.anna.company_id) == others
    connection.close()


@pytest.mark.parametrize("who", ["employee", "contact"])
def test_what_was_begun_before_is_waited_for_and_goes_with_the_rest(firm: Leaving, who: str) -> None:
    """A transaction that is older than the mark writes on while the deletion has begun."""
    with transaction.atomic():
        employee = firm.boss.actor()
        contact = firm.contact.actor() if who == "contact" else None
        firm.mark()
        deletion = Beside(firm.delete)
        deletion.waits()
        if contact:
            answer(actor=contact, number=firm.request, html="<p>Danke</p>", key=uuid.uuid4())
        else:
            file = uploaded(employee)
            reply(
                actor=employee,
                number=firm.ticket,
                html="<p>Ja</p>",
                key=uuid.uuid4(),
                upload_ids=[file.public_id],
            )
    assert deletion.ended() is True
    firm.assert_gone()
    connection.close()


def test_the_operator_who_writes_at_that_moment_is_waited_for(firm: Leaving) -> None:
    firm.mark()
    with transaction.atomic():
        olaf = firm.cast.olaf.actor()
        locked(olaf, firm.asked, "ticket.reply")
        deletion = Beside(firm.delete)
        deletion.waits()
        said = reply(actor=olaf, number=firm.asked, html="<p>Noch schnell</p>", key=uuid.uuid4())
    assert deletion.ended() is True
    firm.assert_gone()
    assert owner_rows("SELECT peer_id FROM conversation_message WHERE id = %s", said.pk) == [(None,)]
    connection.close()


def test_the_operator_who_writes_a_moment_later_writes_to_a_customer(firm: Leaving) -> None:
    firm.mark()
    client = firm.cast.olaf.client()
    form = {"body": "Zu spät", "then": "send", "key": str(uuid.uuid4())}
    with nobody_ends_a_deletion():
        deletion = Beside(firm.delete)
        deletion.waits()
        sending = Beside(lambda: client.post(f"/tickets/{firm.asked}/antworten/", form).status_code)
        sending.waits(2)
    assert deletion.ended() is True
    assert sending.ended() in STORED
    firm.assert_gone()
    said = owner_rows("SELECT peer_id FROM conversation_message WHERE html LIKE '%%Zu spät%%'")
    assert said == [(None,)]
    connection.close()


@pytest.mark.parametrize("first", ["invitation", "deletion"])
def test_who_joins_another_company_at_that_moment_works_there(firm: Leaving, first: str) -> None:
    ben, boss = firm.cast.ben, firm.boss
    with transaction.atomic():
        invitation = invite(actor=ben.actor(), email=boss.email, name=boss.name, role="agent")
        made = invitation_link(invitation_id=invitation.pk)
    assert made
    firm.mark()
    proven = User.objects.using("owner").get(pk=boss.user_id)

    def join() -> int:
        with transaction.atomic():
            return accept(token=made[1], name=boss.name, password=PASSWORD, proven=proven).pk

    if first == "invitation":
        with transaction.atomic():
            user_id = join()
            deletion = Beside(firm.delete)
            deletion.waits()
    else:
        with nobody_ends_a_deletion():
            deletion = Beside(firm.delete)
            deletion.waits()
            joining = Beside(join)
            joining.waits(2)
        user_id = joining.ended()
    assert deletion.ended() is True
    firm.assert_gone()
    found = owner_rows("SELECT company_id FROM accounts_membership WHERE user_id = %s", user_id)
    assert found == [(ben.company_id,)]
    connection.close()


def test_jobs_that_come_too_late_find_nothing_to_do(firm: Leaving) -> None:
    firm.mark()
    assert firm.delete()
    company, one = firm.company, 1
    for job in (
        lambda: accounts_tasks.mail_invitation(company, one),
        lambda: customers_tasks.mail_portal_link(company, firm.contact.account_id, "invitation"),
        lambda: customers_tasks.import_rows(company, one, 0),
        lambda: mail_tasks.send(company, one),
        lambda: conversation_tasks.preview(company, one),
        lambda: conversation_tasks.sweep_company(company),
        lambda: conversation_tasks.release(company, one),
        lambda: notification_tasks.push(company, one, [(firm.boss.membership_id, "answer", True)]),
        lambda: ops_tasks.export_company(company, one),
    ):
        job()
    firm.assert_gone()
    connection.close()
