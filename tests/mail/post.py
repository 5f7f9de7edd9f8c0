"""What tests of mails do again and again: writing one, the worker's part, a real mail server."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from anliegen.mail.models import OutgoingMail
from anliegen.mail.outbox import queue
from anliegen.mail.tasks import send
from tests.cast import Person


def note_to(person: Person, to: str, **more: object) -> OutgoingMail:
    """Write a mail of the person's company."""
    person.actor()
    values: dict[str, object] = {
        "subject": "Größe der Tür",
        "template": "reply",
        "context": {
            "name": "Karl Thal",
            "number": 7,
            "subject": "Tür",
            "said": "2,10 m",
            "files": [],
            "link": "https://t.example/portal/",
        },
        "purpose": "reply",
    }
    return queue(company_id=person.company_id, to=to, **(values | more))  # type: ignore[arg-type]


def deliver() -> None:
    """Do every job that sends a mail, as the worker would after the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'mail.send' ORDER BY id")
        jobs = [json.loads(args) for (args,) in cursor.fetchall()]
    for job in jobs:
        send(**job)


@dataclass
class Letterbox:
    """The mail server's handler: keeps what it accepts, or answers as it is told."""

    answer: str = "250 OK"
    recipient_answer: str = "250 OK"
    before_answer: Callable[[], None] = lambda: None
    accepted: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.accepted.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
            self.before_answer()
        return self.answer


def server(box: Letterbox, **options: object) -> Controller:
    """Return a mail server on a free port of this machine; start() and stop() it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Controller(box, hostname="127.0.0.1", port=port, **options)
