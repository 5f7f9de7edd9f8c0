"""Work of this package in the background: links into the portal, and imports of customers.

Links are made by the worker, so that a request takes as long for known people as for others.

A job is given ids only. The secret of a link is made here and told to whoever writes the mail.
"""

from datetime import timedelta

from django.db import connection

from anliegen.common.clock import now
from anliegen.common.events import publish
from anliegen.common.jobs import enqueue, work
from anliegen.common.tenancy import tenant
from anliegen.customers.events import ContactInvited, PortalLinkMade
from anliegen.customers.imports.run import do_batch
from anliegen.customers.portal_login import INVITATION, new_link

DRAFTS_KEPT, REFUSED_KEPT, REMOVED_KEPT = timedelta(days=1), timedelta(days=7), timedelta(days=30)
FORGOTTEN_AT_ONCE = 1000


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


@work("customers.import_rows", attempts=5)
def import_rows(company_id: int, run_id: int, after: int) -> None:
    """Take the next batch of a file over."""
    with tenant(company_id):
        do_batch(company_id, run_id, after)


@work("customers.old_imports", every="53 2 * * *")
def old_imports(timestamp: int) -> None:
    """Remove, every night, what nobody needs any more: drafts of yesterday, refused rows of last week."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customers_remove_old_imports(%s, %s)", [now() - DRAFTS_KEPT, now() - REFUSED_KEPT]
        )


@work("customers.removed_contacts", every="47 2 * * *")
def removed_contacts(timestamp: int) -> None:
    """Forget, every night, contacts that were removed 30 days ago, in bounded portions."""
    while forget_removed() == FORGOTTEN_AT_ONCE:
        pass


@work("customers.removed_notes", every="49 2 * * *")
def removed_notes(timestamp: int) -> None:
    """Forget, every night, notes about customers that were removed 30 days ago, and forms taken then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_forget_notes(%s)", [now() - REMOVED_KEPT])
        cursor.execute("SELECT customers_forget_forms(%s)", [now() - REMOVED_KEPT])


def forget_removed() -> int:
    """Forget one portion of removed contacts of all companies; returns how many it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_forget_contacts(%s, %s)", [now() - REMOVED_KEPT, FORGOTTEN_AT_ONCE])
        (count,) = cursor.fetchone() or (0,)
    return int(count)
