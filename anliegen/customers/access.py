"""The one door to customers and contacts."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.common.reads import Read
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer, PortalGrant

__all__ = ["Contact", "Customer", "contacts_of", "customer_for", "record_read", "visible_customers"]


class Record(NamedTuple):
    """A customer as the side panel of a ticket shows it."""

    public_id: str
    number: str
    name: str
    contact_name: str
    contact_email: str


def visible_customers(actor: Actor) -> QuerySet[Customer]:
    """Return the customers of the actor's company."""
    return Customer.objects.filter(company_id=actor.company_id)


def customer_for(actor: Actor, public_id: str, capability: str) -> Customer:
    """Return a customer by the id in its address. Raises NotFoundError, ForbiddenError."""
    customer = visible_customers(actor).filter(public_id=public_id).first()
    if customer is None:
        raise NotFoundError
    demand(actor, capability)
    return customer


def contacts_of(actor: Actor, customer: Customer) -> list[Contact]:
    """Return a customer's contacts with all addresses and telephones, the main one first (one statement)."""
    own = Contact.objects.filter(company_id=actor.company_id, customer_id=customer.pk)
    return list(with_addresses(own).order_by("id"))


def with_addresses(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Return the contacts with `emails` and `phones` read along, each in its order."""
    of_contact = {"company_id": OuterRef("company_id"), "contact_id": OuterRef("pk")}
    emails = ContactEmail.objects.filter(**of_contact).order_by("position").values("address")
    phones = ContactPhone.objects.filter(**of_contact).order_by("position").values("number")
    return contacts.annotate(listed_emails=ArraySubquery(emails), listed_phones=ArraySubquery(phones))


@dataclass(frozen=True, slots=True)
class PortalAccess:
    """A contact's access to the portal, as the customer's page shows it."""

    email: str
    invited_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.withdrawn_at is None


def portal_access_of(actor: Actor, customer: Customer) -> dict[int, PortalAccess]:
    """Return contact id -> access of those of the customer's contacts who have, or had, any."""
    grants = PortalGrant.objects.filter(company_id=actor.company_id, contact__customer=customer)
    return {
        g.contact_id: PortalAccess(g.account.email, g.invited_at, g.account.accepted_at, g.withdrawn_at)
        for g in grants.select_related("account")
    }


def guests_of(actor: Actor, customer_id: int, contact_id: int | None) -> list[Contact]:
    """Return the contacts with access who may see a request of this customer's and contact's."""
    own = Contact.objects.filter(company_id=actor.company_id, customer_id=customer_id)
    with_access = PortalGrant.objects.filter(company_id=actor.company_id, withdrawn_at=None)
    rows = own.filter(pk__in=with_access.values("contact_id"))
    return list(rows.filter(Q(pk=contact_id) | Q(customer__contacts_share=True)).order_by("id"))


_RECORD = """
SELECT json_build_array(u.public_id, u.number, u.name, coalesce(k.name, ''), coalesce(k.email, ''))
  FROM customers_customer u
  LEFT JOIN customers_contact k ON k.company_id = u.company_id AND k.id = %(contact)s
 WHERE u.company_id = %(company)s AND u.id = %(customer)s
"""


def record_read(actor: Actor, customer_id: int | None, contact_id: int | None) -> Read[Record | None]:
    """Ask for what a ticket's page says of its customer; None without one."""
    values = {"company": actor.company_id, "customer": customer_id, "contact": contact_id}
    return Read(_RECORD, values, lambda rows: Record(*rows[0]) if rows else None)
