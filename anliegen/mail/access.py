"""The one door to outgoing mail."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.common.reads import Read, moment
from anliegen.mail.models import OutgoingMail, State

ROWS_PER_PAGE = 50
STATES = tuple(State.values)


@dataclass(frozen=True, slots=True)
class Row:
    """A mail in the list."""

    id: int
    to: str
    subject: str
    purpose: str
    state: str
    tries: int
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the outbox, newest first. `before` leads to the part after it, or is 0."""

    rows: list[Row]
    state: str
    before: int
    has_server: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """One mail as an administrator may see it. `text` is None where a secret must not be read."""

    row: Row
    text: str | None
    message_id: str
    next_try_at: datetime
    ended_at: datetime | None
    can_resend: bool


def has_server() -> bool:
    """Say whether mails leave at all."""
    return bool(settings.EMAIL_HOST)


def outbox_for(actor: Actor, state: str, before: int) -> Page:
    """Return a part of the company's mails. Raises ForbiddenError."""
    demand(actor, "company.manage")
    state = state if state in STATES else ""
    rows = OutgoingMail.objects.filter(company_id=actor.company_id)
    if state:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=before)
    names = tuple(Row.__slots__)
    read = [Row(*row) for row in rows.order_by("-id").values_list(*names)[: ROWS_PER_PAGE + 1]]
    shown = read[:ROWS_PER_PAGE]
    return Page(shown, state, shown[-1].id if len(read) > ROWS_PER_PAGE else 0, has_server())


def mail_for(actor: Actor, mail_id: int) -> Detail:
    """Return one mail of the company. Raises ForbiddenError, NotFoundError."""
    demand(actor, "company.manage")
    mail = OutgoingMail.objects.filter(company_id=actor.company_id, pk=mail_id).first()
    if mail is None:
        raise NotFoundError
    row = Row(*(getattr(mail, name) for name in Row.__slots__))
    is_busy = mail.state == State.QUEUED and not mail.reason
    return Detail(
        row,
        mail.text if _may_read(actor, mail) else None,
        mail.message_id,
        mail.next_try_at,
        mail.ended_at,
        bool(mail.text) and not is_busy,
    )


_UNDELIVERED = """
SELECT json_build_array(id, "to", subject, purpose, state, tries, reason, created_at) FROM mail_outgoing
 WHERE company_id = %(company)s AND ticket_id = %(ticket)s AND state IN ('queued', 'failed') AND reason <> ''
 ORDER BY id DESC LIMIT 5
"""


def undelivered_read(actor: Actor, ticket_id: int) -> Read[list[Row]]:
    """Ask for the ticket's mails that failed or have been refused so far, newest first."""
    values = {"company": actor.company_id, "ticket": ticket_id}
    return Read(_UNDELIVERED, values, lambda rows: [Row(*[*row[:-1], moment(row[-1])]) for row in rows])


def _may_read(actor: Actor, mail: OutgoingMail) -> bool:
    """A link to a colleague's account is not the administrator's to use, except among invented people."""
    return bool(mail.text) and (not mail.has_secret or (actor.is_demo and not has_server()))
