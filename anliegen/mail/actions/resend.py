"""Sending a mail again that did not leave, or that somebody says never arrived."""

from django.db import transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.mail.models import OutgoingMail, State
from anliegen.mail.outbox import post


@transaction.atomic
def resend(*, actor: Actor, mail_id: int) -> OutgoingMail:
    """Queue the mail anew, its tries counted from none.

    Raises ForbiddenError, NotFoundError, RefusedError while it is queued and when its content is gone.
    """
    demand(actor, "company.manage")
    row = OutgoingMail.objects.select_for_update(of=("self",))
    mail = row.filter(company_id=actor.company_id, pk=mail_id).first()
    if mail is None:
        raise NotFoundError
    if mail.state == State.QUEUED and mail.tries == 0:
        raise RefusedError("This mail is already waiting to be sent.")
    if mail.state == State.QUEUED and not mail.reason:
        raise RefusedError("This mail is being sent at this moment.")
    if not mail.text:
        raise RefusedError("Its content is gone: a mail with a secret link is sent only once.")
    mail.state, mail.tries, mail.reason, mail.ended_at = State.QUEUED, 0, "", None
    mail.next_try_at = now()
    mail.save(update_fields=["state", "tries", "reason", "ended_at", "next_try_at"])
    post(mail)
    audit.note(actor, "mail-again", mail.pk)
    return mail
