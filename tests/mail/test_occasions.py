"""Who is told of an answer, and what never gets into a mail."""

import uuid
from datetime import timedelta

import pytest

from anliegen.accounts.models import Company
from anliegen.common.clock import now
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.mail.models import OutgoingMail, State
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.models import Side
from tests.cast import Cast
from tests.conversation.acts import asked, internal, support, to_customer, uploaded

CANARY = "KANARIENVOGEL-4711"


@pytest.fixture
def told(world: Cast) -> Cast:
    """A company whose customers are told of answers by mail."""
    world.anna.actor()
    Company.objects.filter(pk=world.anna.company_id).update(mails_replies=True)
    return world


def answer(
    world: Cast, side: Side, html: str = "<p>Gern.</p><ul><li>eins<li>zwei</ul>", **more: object
) -> None:
    reply(actor=world.anna.actor(), number=side.number, html=html, key=uuid.uuid4(), **more)  # type: ignore[arg-type]


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.order_by("id"))


def test_the_contact_is_told_with_the_answer_and_nothing_internal(told: Cast) -> None:
    anna = told.anna.actor()
    side = to_customer(anna, told, subject="Heizung – größer")
    before = len(mails())
    note(actor=anna, number=side.number, html=f"<p>{CANARY}</p>", key=uuid.uuid4())
    assert len(mails()) == before, "a note tells nobody"
    answer(told, side)
    mail = mails()[-1]
    assert len(mails()) == before + 1
    assert mail.to == "karl@thal.example"
    assert mail.subject == "Neue Antwort auf Ihre Anfrage: Heizung – größer"
    assert "Gern." in mail.text
    assert "• eins\n• zwei" in mail.text
    assert f"#{side.number}" in mail.text
    assert mail.ticket_id == side.ticket_id
    for written in mails():
        assert CANARY not in written.subject + written.text + written.html


def test_a_mail_names_the_files_of_the_answer(told: Cast) -> None:
    anna = told.anna.actor()
    side = to_customer(anna, told)
    plan, note_ = uploaded(anna, b"Ein Plan.", "Plan <b>.txt"), uploaded(anna, b"Intern.", "Intern.txt")
    note(actor=anna, number=side.number, html="<p>x</p>", key=uuid.uuid4(), upload_ids=[note_.public_id])
    answer(told, side, upload_ids=[plan.public_id])
    mail = mails()[-1]
    assert "Dateien zu dieser Antwort: Plan <b>.txt\nBitte sagen Sie uns, wenn Sie sie brauchen." in mail.text
    assert "Plan &lt;b&gt;.txt" in mail.html
    assert "Intern.txt" not in mail.text + mail.html
    answer(told, side)
    assert "Dateien" not in mails()[-1].text


def test_nobody_is_told_of_what_is_not_the_customers(told: Cast) -> None:
    anna = told.anna.actor()
    internal(anna)
    answer(told, asked(told.anna.actor()))
    answer(told, support(told.anna.actor()))
    assert not mails()


def test_nobody_is_told_unless_the_company_wants_it(world: Cast) -> None:
    answer(world, to_customer(world.anna.actor(), world))
    assert not mails()


def test_what_is_loaded_from_earlier_tells_nobody(told: Cast) -> None:
    side = to_customer(told.anna.actor(), told, at=now() - timedelta(days=3))
    answer(told, side, at=now() - timedelta(days=2))
    assert not mails()


def test_the_same_answer_twice_is_one_mail(told: Cast) -> None:
    side = to_customer(told.anna.actor(), told)
    before, key = len(mails()), uuid.uuid4()
    for _ in range(3):
        reply(actor=told.anna.actor(), number=side.number, html="<p>Ja</p>", key=key)
    assert len(mails()) == before + 1


def test_the_ticket_shows_what_did_not_arrive(told: Cast) -> None:
    side = to_customer(told.anna.actor(), told)
    mail = mails()[-1]
    client = told.anna.client()
    assert "konnte nicht versendet werden" not in client.get(f"/tickets/{side.number}/").text
    OutgoingMail.objects.filter(pk=mail.pk).update(state=State.FAILED, reason="550 Unbekannt")
    page = client.get(f"/tickets/{side.number}/").text
    assert "konnte nicht versendet werden" in page
    assert "550 Unbekannt" in page
    assert "Zur E-Mail" not in page, "only administrators get there"
    assert "Zur E-Mail" in told.ben.client().get(f"/tickets/{side.number}/").text


def test_with_the_ticket_goes_what_was_mailed_about_it(told: Cast) -> None:
    side = to_customer(told.anna.actor(), told, html=f"<p>{CANARY}</p>")
    assert CANARY in mails()[-1].text
    move(actor=told.ben.actor(), number=side.number, folder="trash")
    erase(actor=told.ben.actor(), number=side.number)
    mail = mails()[-1]
    assert (mail.subject, mail.text, mail.html) == ("", "", "")
    assert mail.to == "karl@thal.example"
