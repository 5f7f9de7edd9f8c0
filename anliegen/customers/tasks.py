"""Links into the portal: made by the worker, so that a request takes as long for known people as for others.

A job is given ids only. The secret of a link is made here and told to whoever writes the mail.
"""

from anliegen.common.events import publish
from anliegen.common.jobs import enqueue, work
from anliegen.common.tenancy import tenant
from anliegen.customers.events import ContactInvited, PortalLinkMade
from anliegen.customers.portal_login import INVITATION, new_link


def mail_invitation(event: ContactInvited) -> None:
    """Put the making of the link into the queue. Handler of ContactInvited."""
    enqueue(
        "customers.mail_portal_link",
        company_id=event.company_id,
        account_id=event.account_id,
        purpose=INVITATION,
    )


@work("customers.mail_portal_link", attempts=5)
def mail_portal_link(company_id: int, account_id: int, purpose: str) -> None:
    """Have a link mailed; for nobody and for withdrawn access, nothing."""
    with tenant(company_id):
        made = new_link(account_id=account_id, purpose=purpose)
        if made is not None:
            publish(
                PortalLinkMade(company_id=company_id, account_id=account_id, purpose=purpose, secret=made[1])
            )
