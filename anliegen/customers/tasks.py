"""Mails to contacts with a link into the portal, sent by the worker.

A job is given ids only. The secret of a link is made here, goes into the mail and nowhere else.
"""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from anliegen.accounts.models import Company
from anliegen.common.jobs import enqueue, work
from anliegen.common.tenancy import tenant
from anliegen.customers.events import ContactInvited
from anliegen.customers.models import LinkPurpose
from anliegen.customers.portal_login import new_link

PATHS = {LinkPurpose.INVITATION: "einladung", LinkPurpose.LOG_IN: "anmeldelink"}


def mail_invitation(event: ContactInvited) -> None:
    """Put the mail into the queue. Handler of ContactInvited."""
    enqueue(
        "customers.mail_portal_link",
        company_id=event.company_id,
        account_id=event.account_id,
        purpose=LinkPurpose.INVITATION,
    )


@work("customers.mail_portal_link", attempts=5)
def mail_portal_link(company_id: int, account_id: int, purpose: str) -> None:
    """Mail a link; for nobody and for withdrawn access, nothing."""
    with tenant(company_id):
        made = new_link(account_id=account_id, purpose=purpose)
        company = Company.objects.get(pk=company_id)
    if made is None:
        return
    account, token = made
    link = f"{settings.BASE_URL}/portal/{company.slug}/{PATHS[LinkPurpose(purpose)]}/{token}/"
    with translation.override("de"):
        if purpose == LinkPurpose.INVITATION:
            subject = _("Your access to the customer portal of %(company)s")
            text = _("Hello,\n\n%(company)s invites you to its customer portal:\n\n%(link)s\n")
        else:
            subject = _("Your link to log in at %(company)s")
            text = _("Hello,\n\nlog in here, within 30 minutes and once:\n\n%(link)s\n")
        values = {"company": company.name, "link": link}
        send_mail(subject % values, text % values, None, [account.email])
