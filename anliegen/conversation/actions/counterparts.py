"""The four counterparts of a ticket, each with the words for VON and AN."""

from anliegen.accounts.access import operator
from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.customers.models import Contact, Customer
from anliegen.tickets.actions.open import Counterpart
from anliegen.tickets.models.ticket import Kind

__all__ = ["Counterpart", "from_customer", "from_unknown", "own_company", "to_customer", "to_operator"]


def to_customer(actor: Actor, customer: Customer, contact_id: int | None) -> Counterpart:
    """A ticket from the company to its customer and the contact, if it has one.

    At the operator, the customer may be a company's record: the ticket then still is a customer's.
    """
    return Counterpart(
        kind=Kind.CUSTOMER,
        from_label=actor.company_name,
        to_label=customer.name,
        desk_id=actor.company_id,
        customer_id=customer.pk,
        contact_id=contact_id,
    )


def from_customer(actor: Actor, customer: Customer, contact: Contact | None = None) -> Counterpart:
    """A ticket that a customer has asked for, by telephone, mail or portal."""
    return Counterpart(
        kind=Kind.CUSTOMER,
        from_label=customer.name,
        to_label=actor.company_name,
        desk_id=actor.company_id,
        customer_id=customer.pk,
        contact_id=contact.pk if contact else None,
        sender_name=contact.name if contact else customer.name,
        sender_email=contact.email if contact else "",
        from_counterpart=True,
    )


def from_unknown(actor: Actor, name: str, email: str) -> Counterpart:
    """A ticket from an address without a customer record."""
    return Counterpart(
        kind=Kind.UNKNOWN,
        from_label=name or email,
        to_label=actor.company_name,
        desk_id=actor.company_id,
        sender_name=name,
        sender_email=email,
        from_counterpart=True,
    )


def own_company(actor: Actor) -> Counterpart:
    """An internal ticket, "Firma (allgemein)"."""
    return Counterpart(
        kind=Kind.INTERNAL, from_label=actor.name, to_label=actor.company_name, desk_id=actor.company_id
    )


def to_operator(actor: Actor) -> Counterpart:
    """A support request to the operator. Raises RefusedError for the operator itself."""
    desk = operator()
    if desk is None or desk.pk == actor.company_id:
        raise RefusedError("Your company is the operator itself. Please create an internal ticket.", "to")
    return Counterpart(
        kind=Kind.SUPPORT,
        from_label=actor.company_name,
        to_label=desk.name,
        desk_id=desk.pk,
        requester_id=actor.company_id,
        sender_name=actor.name,
        from_counterpart=True,
    )
