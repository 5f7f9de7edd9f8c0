"""What happens after what: every event with its handlers, in their order.

Handlers write rows and notices of the same database only, never the network: they run inside the
transaction of the event and roll it back when they fail.
"""

from collections.abc import Mapping, Sequence

from anliegen.accounts.events import CompanyFounded, ExportMade, InvitationLinkMade, PasswordLinkMade
from anliegen.common.events import Event, Handler, wire
from anliegen.conversation.erasing import erase_contents
from anliegen.customers.actions.linked import on_company_founded
from anliegen.customers.events import ContactInvited, CustomerRenamed, PortalLinkMade
from anliegen.customers.tasks import mail_invitation
from anliegen.mail import occasions
from anliegen.notifications import rules
from anliegen.tickets.events import (
    LockFreed,
    MessagePosted,
    TicketChanged,
    TicketErased,
    TicketRead,
)
from anliegen.tickets.labels import follow_customer

WIRING: Mapping[type[Event], Sequence[Handler]] = {
    CompanyFounded: (on_company_founded,),
    ContactInvited: (mail_invitation,),
    CustomerRenamed: (follow_customer,),
    ExportMade: (occasions.on_export_made,),
    InvitationLinkMade: (occasions.on_invitation_link,),
    LockFreed: (rules.on_lock_freed,),
    MessagePosted: (rules.on_message, occasions.on_message),
    PasswordLinkMade: (occasions.on_password_link,),
    PortalLinkMade: (occasions.on_portal_link,),
    TicketChanged: (rules.on_changed,),
    TicketErased: (erase_contents, rules.on_erased, occasions.on_erased),
    TicketRead: (rules.on_read,),
}


def connect() -> None:
    """Install the table above. Called once at start-up."""
    wire(WIRING)
