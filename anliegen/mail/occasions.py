"""On what occasions mails are written: handlers of events, called in the transaction of the event."""

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from anliegen.accounts.events import ExportMade, InvitationLinkMade, PasswordLinkMade
from anliegen.accounts.models import Company, Invitation, Membership, User
from anliegen.common.addresses import portal_address
from anliegen.conversation.sanitise import current
from anliegen.customers.events import PortalLinkMade
from anliegen.customers.models import PortalAccount
from anliegen.mail.models import OutgoingMail
from anliegen.mail.outbox import queue
from anliegen.mail.plain import plain_text
from anliegen.tickets.events import MessagePosted, TicketErased


def on_invitation_link(event: InvitationLinkMade) -> None:
    """Write the invitation to the invited address."""
    invitation = Invitation.objects.select_related("company").get(pk=event.invitation_id)
    with translation.override("de"):
        subject = _("Invitation from %(company)s") % {"company": invitation.company.name}
    queue(
        company_id=event.company_id,
        to=invitation.email,
        subject=subject,
        template="invitation",
        context={"name": invitation.name, "link": f"{settings.BASE_URL}/einladung/{event.secret}/"},
        purpose="invitation",
        has_secret=True,
    )


def on_password_link(event: PasswordLinkMade) -> None:
    """Write the link for a new password to the person's stored address."""
    user = User.objects.get(pk=event.user_id)
    with translation.override(user.language):
        subject = _("New password")
    queue(
        company_id=event.company_id,
        to=user.email,
        subject=subject,
        template="password",
        context={"name": user.name, "link": f"{settings.BASE_URL}/passwort-neu/{event.secret}/"},
        purpose="password",
        has_secret=True,
        language=user.language,
    )


def on_export_made(event: ExportMade) -> None:
    """Tell an administrator that the export is ready, with a link of their own if they cannot log in."""
    member = Membership.objects.select_related("user", "company").get(pk=event.membership_id)
    path = f"/datenexport/{event.secret}/" if event.secret else "/verwaltung/datenexport/"
    with translation.override(member.user.language):
        subject = _("Data export of %(company)s") % {"company": member.company.name}
    queue(
        company_id=event.company_id,
        to=member.user.email,
        subject=subject,
        template="export",
        context={
            "name": member.user.name,
            "link": f"{settings.BASE_URL}{path}",
            "is_personal": bool(event.secret),
        },
        purpose="export",
        key=f"export-{event.export_id}-{event.membership_id}",
        has_secret=bool(event.secret),
        language=member.user.language,
    )


_PORTAL_LINKS = {"invitation": ("einladung", "portal_invitation"), "log-in": ("anmeldelink", "portal_login")}


def on_portal_link(event: PortalLinkMade) -> None:
    """Write a link into the portal to the address that the account is known by."""
    account = PortalAccount.objects.select_related("company").get(pk=event.account_id)
    company = account.company
    path, template = _PORTAL_LINKS[event.purpose]
    with translation.override("de"):
        words = {
            "invitation": _("Your access to the customer portal of %(company)s"),
            "log-in": _("Your link to log in at %(company)s"),
        }
    contact = account.grants.select_related("contact").filter(withdrawn_at=None).order_by("id").first()
    queue(
        company_id=event.company_id,
        to=account.email,
        subject=words[event.purpose] % {"company": company.name},
        template=template,
        context={
            "name": contact.contact.name if contact else account.email,
            "link": f"{portal_address(company.slug)}{path}/{event.secret}/",
        },
        purpose=f"portal-{event.purpose}",
        has_secret=True,
    )


# Who is told: the ticket's contact, or the customer's first with an address. Nothing is told of what
# is older than an hour: it was loaded, not written. Whoever has access to the portal and may see the request
# there is told anyway, with a link; others only if the company wants it. Where the ticket names a removed
# contact nobody is told: what was said to one person is not for the next.
_ANSWER = """
SELECT m.html, m.allow_list, s.number, t.subject, k.id, k.name, k.email, k.is_guest AND t.portal_visible,
       ARRAY(SELECT f.name FROM conversation_attachment f
              WHERE f.company_id = m.company_id AND f.message_id = m.id ORDER BY f.id),
       c.id, c.slug, c.name, c.town, c.color, c.phone, c.opening_hours, c.mail_signature
  FROM conversation_message m
  JOIN tickets_ticket t ON t.id = m.ticket_id AND t.kind = 'customer' AND t.desk_id = m.company_id
  JOIN tickets_side s ON s.company_id = m.company_id AND s.ticket_id = m.ticket_id
  JOIN accounts_company c ON c.id = m.company_id
  JOIN LATERAL (
       SELECT k.id, k.name, k.email, k.removed_at, EXISTS (
                  SELECT 1 FROM customers_portal_grant g
                   WHERE g.company_id = k.company_id AND g.contact_id = k.id AND g.withdrawn_at IS NULL
                     AND k.id = t.contact_id) AS is_guest
         FROM customers_contact k
        WHERE k.company_id = m.company_id AND k.customer_id = t.customer_id AND k.email <> ''
          AND (k.removed_at IS NULL OR k.id = t.contact_id)
        ORDER BY (k.id = t.contact_id) DESC NULLS LAST, k.id LIMIT 1) k ON k.removed_at IS NULL
 WHERE m.company_id = %s AND m.id = %s AND NOT m.is_note AND m.author = 'member'
   AND (c.mails_replies OR (k.is_guest AND t.portal_visible))
   AND (%s OR m.created_at > now() - interval '1 hour')
"""


# What mails show of the company; read along with the answer.
_LOOK = ("id", "slug", "name", "town", "color", "phone", "opening_hours", "mail_signature")


def on_message(event: MessagePosted) -> None:
    """Tell the customer's contact of an answer. Notes and internal tickets are nobody's business."""
    if event.is_note or event.membership_id is None or event.peer_id is not None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, [event.company_id, event.message_id, event.was_held])
        row = cursor.fetchone()
    if row is None:
        return
    html, allow_list, number, subject, contact_id, name, email, has_portal, files, *look = row
    company = Company(**dict(zip(_LOOK, look, strict=True)))
    with translation.override("de"):
        words = _("New answer to your request: %(subject)s") % {"subject": subject}
    queue(
        company_id=event.company_id,
        to=email,
        subject=words,
        template="reply",
        context={
            "name": name,
            "number": number,
            "subject": subject,
            "said": plain_text(current(html, allow_list)),
            "files": files,
            "link": f"{portal_address(company.slug)}anfragen/{number}/" if has_portal else "",
        },
        purpose="reply",
        ticket_id=event.ticket_id,
        key=f"reply-{event.message_id}-{contact_id}",
        company=company,
    )


def on_erased(event: TicketErased) -> None:
    """Blank the mails about a ticket that was deleted for good; that they were sent stays."""
    mails = OutgoingMail.objects.filter(company_id=event.company_id, ticket_id=event.ticket_id)
    mails.update(subject="", text="", html="")
