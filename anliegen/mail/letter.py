"""A row of the outbox as a letter in the form the mail server takes."""

from contextlib import closing
from email.headerregistry import Address
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from anliegen.common.text import line
from anliegen.mail.models import OutgoingMail
from anliegen.mail.refusals import told

LONGEST_NAME = 100


def handed_over(mail: OutgoingMail) -> None:
    """Give the mail to the mail server; without one it is put into DATA/mail and goes nowhere.

    Raises RefusalError.
    """
    with told(), closing(get_connection()) as server:
        letter(mail, server).send()


def letter(mail: OutgoingMail, server: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail with its headers: the same ones at every try."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.created_at),
        # Out-of-office notices of the other side shall not answer a machine.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    reply_to = [mail.company.mail] if mail.company.mail else None
    made = EmailMultiAlternatives(
        literal(mail.subject),
        mail.text,
        sender(mail.company.name),
        [mail.to],
        headers=headers,
        reply_to=reply_to,
        connection=server,
    )
    made.attach_alternative(mail.html, "text/html")
    return made


def sender(company_name: str) -> str:
    """Return the installation's address under the company's name."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return str(Address(literal(line(company_name)[:LONGEST_NAME]), addr_spec=address))


def literal(words: str) -> str:
    """Return the words so that no mail program takes a part of them for an encoded word.

    `=?utf-8?q?=0d=0aBcc=3A…?=` is one line here and becomes two where it is decoded. An invisible joiner
    between its first two characters makes it plain text, and the header is encoded as a whole.
    """
    return words.replace("=?", "=\u2060?")
