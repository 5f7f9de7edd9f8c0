"""The one door to customers and contacts."""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.common.reads import Read
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer, PortalGrant

__all__ = ["Contact", "Customer", "contacts_of", "customer_for", "record_read", "visible_customers"]


_LARGEST = 2**63 - 1


class Record(NamedTuple):
    """A customer as the side panel of a ticket shows it."""

    public_id: str
    number: str
    name: str
    contact_name: str
    contact_email: str


def visible_customers(actor: Actor) -> QuerySet[Customer]:
    """Return the customers of the actor's company; one that was merged into another is no more."""
    return Customer.objects.filter(company_id=actor.company_id, merged_into=None)


def known_customers(actor: Actor) -> QuerySet[Customer]:
    """Return all customers that the company ever had, merged ones too: their numbers still mean somebody."""
    return Customer.objects.filter(company_id=actor.company_id)


def survivor_of(actor: Actor, public_id: str) -> str:
    """Return the id of the customer into which this one was merged, however often. Raises NotFoundError."""
    found = Customer.objects.filter(company_id=actor.company_id, public_id=public_id).first()
    if found is None or found.merged_into is None:
        raise NotFoundError
    while found.merged_into is not None:
        found = found.merged_into
    return found.public_id


def customer_for(actor: Actor, public_id: str, capability: str) -> Customer:
    """Return a customer by the id in its address. Raises NotFoundError, ForbiddenError."""
    customer = visible_customers(actor).filter(public_id=public_id).first()
    if customer is None:
        raise NotFoundError
    demand(actor, capability)
    return customer


_NAME = "SELECT json_build_array(name) FROM customers_customer WHERE company_id = %(company)s AND id = %(id)s"


def customer_name_read(actor: Actor, customer_id: int) -> Read[str]:
    """Ask for the name of one of the company's customers; "" when it has none with this id."""
    values = {"company": actor.company_id, "id": customer_id}
    return Read(_NAME, values, lambda rows: str(rows[0][0]) if rows else "")


def addressee_for(actor: Actor, public_id: str, capability: str) -> tuple[Customer, int | None]:
    """Return a customer and the id of its main contact, if it has one (one statement).

    Raises NotFoundError, ForbiddenError.
    """
    main = Contact.objects.filter(company_id=OuterRef("company_id"), customer_id=OuterRef("pk"))
    rows = visible_customers(actor).annotate(main_contact=Subquery(main.order_by("id").values("pk")[:1]))
    customer = rows.filter(public_id=public_id).first()
    if customer is None:
        raise NotFoundError
    demand(actor, capability)
    return customer, customer.main_contact


def contacts_of(actor: Actor, customer: Customer) -> list[Contact]:
    """Return a customer's contacts with all addresses and telephones, the main one first (one statement)."""
    own = Contact.objects.filter(company_id=actor.company_id, customer_id=customer.pk)
    return list(with_addresses(own).order_by("id"))


def contact_for(
    actor: Actor, public_id: str, contact_id: int, capability: str, *, removed: bool = False
) -> Contact:
    """Return a contact of a customer with its addresses; one that was removed only if asked for.

    Raises NotFoundError, ForbiddenError.
    """
    customer = customer_for(actor, public_id, capability)
    rows = Contact.known if removed else Contact.objects
    own = rows.filter(company_id=actor.company_id, customer=customer, pk=contact_id, forgotten_at=None)
    contact = with_addresses(own).first() if contact_id < _LARGEST else None
    if contact is None:
        raise NotFoundError
    return contact


def with_addresses(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Return the contacts with `emails` and `phones` read along, each in its order."""
    of_contact = {"company_id": OuterRef("company_id"), "contact_id": OuterRef("pk")}
    emails = ContactEmail.objects.filter(**of_contact).order_by("position").values("address")
    phones = ContactPhone.objects.filter(**of_contact).order_by("position").values("number")
    return contacts.annotate(listed_emails=ArraySubquery(emails), listed_phones=ArraySubquery(phones))


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
