"""Links by mail: made by the worker, so that a request takes equally long for known and unknown people.

A job is given ids only. The secret of a link is made here and told to whoever writes the mail.
"""

from anliegen.accounts.access import first_company
from anliegen.accounts.actions.invitations import new_link as new_invitation_link
from anliegen.accounts.actions.password_reset import new_link
from anliegen.accounts.events import InvitationLinkMade, PasswordLinkMade
from anliegen.common.events import publish
from anliegen.common.jobs import work
from anliegen.common.tenancy import tenant


@work("accounts.mail_reset", attempts=5)
def mail_reset(user_id: int) -> None:
    """Have the link for a new password mailed; for nobody, and for who works nowhere, nothing."""
    company_id = first_company(user_id)
    if company_id is None:
        return
    with tenant(company_id):
        made = new_link(user_id=user_id)
        if made is not None:
            publish(PasswordLinkMade(company_id=company_id, user_id=user_id, secret=made[1]))


@work("accounts.mail_invitation", attempts=5)
def mail_invitation(company_id: int, invitation_id: int) -> None:
    """Have an invitation mailed, unless it has ended since."""
    with tenant(company_id):
        made = new_invitation_link(invitation_id=invitation_id)
        if made is not None:
            publish(InvitationLinkMade(company_id=company_id, invitation_id=invitation_id, secret=made[1]))
