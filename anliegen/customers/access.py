"""The one door to customers and contacts."""

from typing import NamedTuple

from django.db.models import QuerySet

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.customers.models import Contact, Customer

__all__ = ["Contact", "Customer", "contacts_of", "customer_for", "record_of", "visible_customers"]


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
    """Return a customer's contacts, the main one first."""
    return list(Contact.objects.filter(company_id=actor.company_id, customer_id=customer.pk).order_by("id"))


def record_of(actor: Actor, customer_id: int | None, contact_id: int | None) -> Record | None:
    """Return what a ticket's page says of its customer (one statement), or None without one."""
    if customer_id is None:
        return None
    customer = visible_customers(actor).filter(pk=customer_id).first()
    if customer is None:
        return None
    contact = (
        Contact.objects.filter(company_id=actor.company_id, pk=contact_id).first() if contact_id else None
    )
    return Record(
        customer.public_id,
        customer.number,
        customer.name,
        contact.name if contact else "",
        contact.email if contact else "",
    )
