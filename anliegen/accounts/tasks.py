"""Mails about accounts, sent by the worker: never inside a request or a transaction of one."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from anliegen.accounts.actions.password_reset import link_key
from anliegen.accounts.models import Invitation, User
from anliegen.common.tenancy import tenant


@app.task(name="accounts.mail_reset", retry=5)
def mail_reset(user_id: int) -> None:
    """Mail the link for a new password; for nobody, nothing."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    link = f"{settings.BASE_URL}/passwort-neu/{link_key(user)}/"
    with translation.override(user.language):
        text = _("Hello %(name)s,\n\nset a new password here, within 30 minutes:\n\n%(link)s\n")
        send_mail(_("New password"), text % {"name": user.name, "link": link}, None, [user.email])


@app.task(name="accounts.mail_invitation", retry=5)
def mail_invitation(company_id: int, invitation_id: int, token: str) -> None:
    """Mail an invitation, unless it has ended since."""
    with tenant(company_id):
        found = (
            Invitation.objects.select_related("company")
            .filter(pk=invitation_id, accepted_at=None, withdrawn_at=None)
            .first()
        )
    if found is None:
        return
    link = f"{settings.BASE_URL}/einladung/{token}/"
    with translation.override("de"):
        text = _("Hello %(name)s,\n\n%(company)s invites you to its ticket system:\n\n%(link)s\n")
        values = {"name": found.name, "company": found.company.name, "link": link}
        subject = _("Invitation from %(company)s") % values
        send_mail(subject, text % values, None, [found.email])
