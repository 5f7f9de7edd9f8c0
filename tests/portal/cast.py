"""Contacts of the cast at the portals, and requests of theirs."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from anliegen.common import tenancy
from anliegen.common.clock import now
from anliegen.conversation.actions import counterparts
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.actions.start import start
from anliegen.customers import portal_login
from anliegen.customers.models import Contact, Customer, PortalAccount, PortalGrant
from anliegen.customers.portal import PortalActor, PortalCompany, PortalVisit, enter
from anliegen.portal import cookie
from anliegen.tickets.models import Side
from tests.cast import Cast, Person

CANARY = "Kanarienvogel-nur-intern"


@dataclass(frozen=True)
class Guest:
    """A contact with access. `home` is the path of the portal."""

    slug: str
    company_id: int
    account_id: int
    email: str
    key: str

    @property
    def home(self) -> str:
        return f"/portal/{self.slug}/"

    def client(self, **more: Any) -> Client:
        """Return a browser in which the contact is logged in."""
        client = Client(headers={"accept-language": "de"}, **more)
        client.cookies[cookie.NAME] = self.key
        client.cookies[cookie.NAME]["path"] = self.home
        return client

    def actor(self) -> PortalActor:
        """Enter the portal in the running transaction, behind its wall."""
        actor = self.visit().actor
        assert actor
        return actor

    def visit(self) -> PortalVisit:
        visit = enter(self.slug, portal_login.digest(self.key))
        assert visit
        return visit


def guest(member: Person, slug: str, contact_id: int, password: str = "") -> Guest:
    """Let a contact in, as if it had accepted an invitation; leaves the member's tenant open."""
    tenancy.enter(member.company_id)
    contact = Contact.objects.get(pk=contact_id)
    account, _made = PortalAccount.objects.get_or_create(
        company_id=member.company_id, email=contact.email, defaults={"accepted_at": now()}
    )
    if password:
        account.password = portal_login.make_password(password)
        account.save()
    PortalGrant.objects.update_or_create(
        company_id=member.company_id,
        contact=contact,
        defaults={"account": account, "invited_at": now(), "withdrawn_at": None},
    )
    visit = enter(slug, "")
    assert visit
    key = portal_login.open_session(visit.company, account)
    member.actor()
    return Guest(slug, member.company_id, account.pk, account.email, key)


def public_face(slug: str) -> PortalCompany:
    """Enter a portal as a stranger."""
    visit = enter(slug, "")
    assert visit
    return visit.company


def released(member: Person, customer_id: int, contact_id: int | None = None, **changes: Any) -> Side:
    """Open a customer's ticket as the member and release it, unless told otherwise."""
    actor = member.actor()
    customer = Customer.objects.get(pk=customer_id)
    contact = Contact.objects.get(pk=contact_id) if contact_id else customer.contacts.order_by("id").first()
    values = {"subject": "Heizung fällt aus", "html": "<p>Guten Tag</p>", "portal_visible": True} | changes
    return start(
        actor=actor, counterpart=counterparts.from_customer(actor, customer, contact), key=None, **values
    )


def with_everything_internal(world: Cast, side: Side) -> None:
    """Write the canary wherever a company keeps words of its own about a ticket."""
    ben = world.ben.actor()
    note(actor=ben, number=side.number, html=f"<p>{CANARY} Notiz</p>", key=uuid.uuid4())
    reply(actor=ben, number=side.number, html="<p>Wir kommen morgen.</p>", key=uuid.uuid4())
    Customer.objects.filter(pk=world.customers["thal"]).update(note=f"{CANARY} Akte")
