"""Mails about accounts, sent by the worker: never inside a request or a transaction of one.

A job is given ids only. The secret of a link is made here, goes into the mail and nowhere else.
"""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from anliegen.accounts.actions.invitations import new_link as new_invitation_link
from anliegen.accounts.actions.password_reset import new_link
from anliegen.common.tenancy import tenant


@app.task(name="accounts.mail_reset", retry=5)
def mail_reset(user_id: int) -> None:
    """Mail the link for a new password; for nobody, nothing."""
    made = new_link(user_id=user_id)
    if made is None:
        return
    user, token = made
    link = f"{settings.BASE_URL}/passwort-neu/{token}/"
    with translation.override(user.language):
        text = _("Hello %(name)s,\n\nset a new password here, within 30 minutes:\n\n%(link)s\n")
        send_mail(_("New password"), text % {"name": user.name, "link": link}, None, [user.email])


@app.task(name="accounts.mail_invitation", retry=5)
def mail_invitation(company_id: int, invitation_id: int) -> None:
    """Mail an invitation, unless it has ended since."""
    with tenant(company_id):
        made = new_invitation_link(invitation_id=invitation_id)
    if made is None:
        return
    invitation, token = made
    link = f"{settings.BASE_URL}/einladung/{token}/"
    with translation.override("de"):
        text = _("Hello %(name)s,\n\n%(company)s invites you to its ticket system:\n\n%(link)s\n")
        values = {"name": invitation.name, "company": invitation.company.name, "link": link}
        subject = _("Invitation from %(company)s") % values
        send_mail(subject, text % values, None, [invitation.email])
