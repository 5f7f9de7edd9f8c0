"""One try to send one mail, so that a process that dies at any point loses none.

The try is counted and the mail reserved in a transaction of its own before the server is spoken to;
the result is written in another. Who dies in between leaves a mail that is queued and comes due
again: it may then arrive twice, with the same Message-ID, but never not at all.
"""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import F

from anliegen.common.clock import now
from anliegen.common.jobs import enqueue
from anliegen.common.tenancy import tenant
from anliegen.mail.letter import handed_over
from anliegen.mail.models import OutgoingMail, State
from anliegen.mail.refusals import RefusalError

log = structlog.get_logger(__name__)
# Longer than a server that answers each step at the last moment can take.
RESERVED = timedelta(minutes=3)
_MINUTE = 60
PAUSES = (30, 2 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE, 120 * _MINUTE, 360 * _MINUTE, 720 * _MINUTE)
MOST_TRIES = len(PAUSES) + 1


def attempt(company_id: int, mail_id: int) -> None:
    """Try to send a mail that is due. What is not queued, or under way elsewhere, is left alone."""
    mail = _reserve(company_id, mail_id)
    if mail is None:
        return
    try:
        handed_over(mail)
    except RefusalError as refusal:
        _refused(mail, refusal)
    else:
        _end(mail, State.SENT if settings.EMAIL_HOST else State.HELD, "")


def _reserve(company_id: int, mail_id: int) -> OutgoingMail | None:
    with tenant(company_id):
        due = OutgoingMail.objects.filter(
            company_id=company_id, pk=mail_id, state=State.QUEUED, next_try_at__lte=now()
        )
        if not due.update(tries=F("tries") + 1, next_try_at=now() + RESERVED):
            return None
        return OutgoingMail.objects.select_related("company").get(company_id=company_id, pk=mail_id)


def _refused(mail: OutgoingMail, refusal: RefusalError) -> None:
    log.warning("mail refused", mail=mail.pk, tries=mail.tries, for_good=refusal.for_good)
    if refusal.for_good or mail.tries >= MOST_TRIES:
        _end(mail, State.FAILED, refusal.reason)
        return
    pause = PAUSES[mail.tries - 1]
    with tenant(mail.company_id):
        if _ours(mail, reason=refusal.reason, next_try_at=now() + timedelta(seconds=pause)):
            enqueue("mail.send", delay_seconds=pause, company_id=mail.company_id, mail_id=mail.pk)


def _end(mail: OutgoingMail, state: State, reason: str) -> None:
    blank = {"text": "", "html": ""} if mail.has_secret and _is_over(mail, state) else {}
    with tenant(mail.company_id):
        _ours(mail, state=state, reason=reason, ended_at=now(), **blank)


def _is_over(mail: OutgoingMail, state: State) -> bool:
    """Say whether a secret is of no more use here; a demonstration without server shows what it held."""
    return state == State.SENT or (state == State.HELD and not mail.company.is_demo)


def _ours(mail: OutgoingMail, **values: object) -> bool:
    """Write the result, unless the reservation has run out and somebody else is trying already."""
    row = OutgoingMail.objects.filter(
        company_id=mail.company_id, pk=mail.pk, state=State.QUEUED, tries=mail.tries
    )
    return bool(row.update(**values))
