"""Writing a mail: rendered at once, kept in the caller's transaction, sent by the worker after it."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import connection

from anliegen.accounts.models import Company
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError
from anliegen.common.ids import uuid_text
from anliegen.common.jobs import enqueue, enqueuing
from anliegen.common.text import line
from anliegen.mail.models import OutgoingMail
from anliegen.mail.rendering import rendered

LONGEST_SUBJECT = 200
validate_length = MaxLengthValidator(254)


def queue(
    *,
    company_id: int,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    purpose: str,
    ticket_id: int | None = None,
    key: str | None = None,
    has_secret: bool = False,
    language: str = "de",
    company: Company | None = None,
) -> OutgoingMail:
    """Put a mail of the open tenant into the outbox; it leaves after the commit, or never with it.

    `template` names a pair in `mail/templates`; `context` are values, never templates. A second mail
    with the same `key` is the first. `has_secret`: the mail holds a link that opens something. Who has
    read what mails show of the company hands it on as `company`.
    Raises RefusedError for an address that is none.
    """
    company = company or Company.objects.get(pk=company_id)
    text, html = rendered(template, company, context, language)
    mail = OutgoingMail(
        company_id=company_id,
        key=key,
        purpose=purpose,
        to=checked(to),
        subject=line(subject)[:LONGEST_SUBJECT],
        text=text,
        html=html,
        has_secret=has_secret,
        message_id=f"<{uuid_text()}@{_domain()}>",
        ticket_id=ticket_id,
        next_try_at=now(),
        created_at=now(),
    )
    return _kept(mail)


def checked(to: str) -> str:
    """Return the address as one clean line. Raises RefusedError for what is none."""
    address = line(to)
    try:
        validate_email(address)
        validate_length(address)
    except ValidationError:
        reason = "Please enter the complete address, e.g. name@company.com."
        raise RefusedError(reason, "email") from None
    return address


def post(mail: OutgoingMail) -> None:
    """Have the worker send a queued mail as soon as the transaction has committed."""
    enqueue("mail.send", company_id=mail.company_id, mail_id=mail.pk)


def _kept(mail: OutgoingMail) -> OutgoingMail:
    if _inserted(mail):
        return mail
    return OutgoingMail.objects.get(company_id=mail.company_id, key=mail.key)


_JOB = enqueuing("mail.send", "jsonb_build_object('company_id', company_id, 'mail_id', id)")
_KEEP = f"""
WITH kept AS (
    INSERT INTO mail_outgoing ({{columns}}) VALUES ({{values}})
        ON CONFLICT (company_id, key) DO NOTHING RETURNING company_id, id)
SELECT id, {_JOB} FROM kept
"""  # noqa: S608  (names of columns and marks for values, nothing of a user)


def _inserted(mail: OutgoingMail) -> bool:
    """Store a mail and its job unless there is one with its key; of two at once one gets through."""
    fields = [f for f in OutgoingMail._meta.concrete_fields if not f.primary_key]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    values = [f.get_db_prep_save(f.pre_save(mail, True), connection) for f in fields]
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(_KEEP.format(columns=columns, values=marks), values)
        row = cursor.fetchone()
    mail.pk = row[0] if row else None
    return row is not None


def _domain() -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or "localhost"
