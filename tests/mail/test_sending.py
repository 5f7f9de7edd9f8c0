"""Mails against a real mail server: states, reasons, further tries, headers nobody can smuggle into."""

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from pytest_django.fixtures import Settings

from anliegen.accounts.models import Company
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError
from anliegen.mail.letter import letter
from anliegen.mail.models import OutgoingMail, State
from anliegen.mail.sending import MOST_TRIES, PAUSES
from tests.cast import Cast
from tests.mail.post import Letterbox, deliver, note_to
from tests.moments import it_is


def test_a_mail_arrives_as_text_and_html(world: Cast, smtp: Controller, letterbox: Letterbox) -> None:
    mail = note_to(world.ben, "karl@thal.example")
    deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.reason) == (State.SENT, 1, "")
    (got,) = letterbox.accepted
    assert got["Message-ID"] == mail.message_id
    assert got["Subject"] == "Größe der Tür"
    assert got["To"] == "karl@thal.example"
    assert got["From"].addresses[0].display_name == "Nordwerk Haustechnik"
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text
    assert html
    for part in (text.get_content(), html.get_content()):
        assert "2,10 m" in part
        assert "https://t.example/portal/" in part
    deliver()
    assert len(letterbox.accepted) == 1, "a job that runs twice sends once"


@pytest.mark.parametrize("at", ["answer", "recipient_answer"])
def test_not_now_is_tried_again(world: Cast, smtp: Controller, letterbox: Letterbox, at: str) -> None:
    setattr(letterbox, at, "451 4.7.1 Bitte später")
    mail = note_to(world.ben, "karl@thal.example")
    deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (State.QUEUED, 1)
    assert "451 4.7.1 Bitte" in mail.reason
    assert timedelta(seconds=25) < mail.next_try_at - now() <= timedelta(seconds=PAUSES[0])
    deliver()
    mail.refresh_from_db()
    assert mail.tries == 1, "not before its time"
    setattr(letterbox, at, "250 OK")
    with it_is(now() + timedelta(seconds=31)):
        deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.reason) == (State.SENT, 2, "")
    assert [got["Message-ID"] for got in letterbox.accepted] == [mail.message_id]


@pytest.mark.parametrize("at", ["answer", "recipient_answer"])
def test_never_is_never(world: Cast, smtp: Controller, letterbox: Letterbox, at: str) -> None:
    setattr(letterbox, at, "550 5.1.1 Unbekannt")
    mail = note_to(world.ben, "karl@thal.example")
    deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (State.FAILED, 1)
    assert "550 5.1.1 Unbekannt" in mail.reason
    assert not letterbox.accepted


def test_at_some_time_it_is_enough(world: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = note_to(world.ben, "karl@thal.example")
    moment = now()
    for pause in (*PAUSES, 0):
        with it_is(moment):
            deliver()
        moment += timedelta(seconds=pause + 1)
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (State.FAILED, MOST_TRIES)
    assert "nicht erreichbar" in mail.reason


def test_a_server_without_the_demanded_encryption_gets_nothing(
    world: Cast, smtp: Controller, letterbox: Letterbox, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS = True
    mail = note_to(world.ben, "karl@thal.example")
    deliver()
    mail.refresh_from_db()
    assert mail.state == State.QUEUED
    assert "Keine sichere Verbindung" in mail.reason
    assert not letterbox.accepted


def test_without_a_server_nothing_leaves_and_nothing_leaves_later(world: Cast) -> None:
    mail = note_to(world.ben, "karl@thal.example")
    deliver()
    mail.refresh_from_db()
    assert mail.state == State.HELD
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize(
    "address",
    ["", "kein", "a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example", "x" * 300 + "@b.example"],
)
def test_an_address_that_is_none_is_refused(world: Cast, address: str) -> None:
    with pytest.raises(RefusedError):
        note_to(world.ben, address)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "name", ["N" * 120, "Zeile\r\nBcc: x@y.example", 'An "führung", <x@y.example>', "שלום"]
)
def test_names_stay_names(world: Cast, smtp: Controller, letterbox: Letterbox, name: str) -> None:
    world.ben.actor()
    Company.objects.filter(pk=world.ben.company_id).update(name=name)
    subject = "Türöffner\r\nBcc: x@y.example " + "ä" * 300
    mail = note_to(world.ben, "karl@thal.example", subject=subject)
    deliver()
    (got,) = letterbox.accepted
    assert got["Bcc"] is None
    assert got["X-RcptTo"] is None or got["X-RcptTo"] == "karl@thal.example"
    assert got["Subject"].strip().startswith("Türöffner Bcc: x@y.example ää")
    assert len(mail.subject) == 200
    assert len(got["From"].addresses) == 1
    assert got["From"].addresses[0].addr_spec == "noreply@anliegen.example"


def test_the_letter_is_the_same_at_every_try(world: Cast) -> None:
    mail = note_to(world.ben, "karl@thal.example")
    first, second = letter(mail).message(), letter(mail).message()
    for header in ("Message-ID", "Date", "Subject", "From", "To"):
        assert first[header] == second[header]


def test_one_key_is_one_mail(world: Cast) -> None:
    first = note_to(world.ben, "karl@thal.example", key="reply-1-1")
    second = note_to(world.ben, "karl@thal.example", key="reply-1-1")
    assert first.pk == second.pk
    assert OutgoingMail.objects.count() == 1
    other = note_to(world.carla, "bodo@berg.example", key="reply-1-1")
    assert other.company_id != first.company_id


def test_what_was_written_is_data_and_no_template(world: Cast) -> None:
    said = "{{ 7 * 7 }} <b onclick=x>fett</b> {% raw %}"
    values = {"name": "{{ name }}", "number": 7, "subject": "<i>", "said": said, "link": "", "files": []}
    mail = note_to(world.ben, "karl@thal.example", context=values)
    assert said in mail.text
    assert "&lt;b onclick=x&gt;" in mail.html
    assert "{{ 7 * 7 }}" in mail.html
    assert "49" not in mail.text
