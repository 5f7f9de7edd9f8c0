"""Saying whose ticket an unknown sender's is: an existing customer's, a new one's; and taking that back."""

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.customers.access import Contact, Customer, contacts_of, customer_for
from anliegen.customers.actions.archive import archive_customer
from anliegen.customers.actions.contact import add_contact
from anliegen.customers.actions.save import create_customer
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.tickets import history
from anliegen.tickets.access import locked
from anliegen.tickets.events import TicketChanged
from anliegen.tickets.lock import demand_free
from anliegen.tickets.models import Event, Side
from anliegen.tickets.models.ticket import Kind


@transaction.atomic
def assign_customer(*, actor: Actor, number: int, public_id: str) -> Side:
    """Give an unknown sender's ticket to a customer; a sender it does not know becomes its contact.

    Answers then go to the sender, and not to whoever else speaks for the customer. Raises NotFoundError,
    ForbiddenError, LockedError, RefusedError.
    """
    side = _unknown(actor, number)
    customer = customer_for(actor, public_id, "customer.change")
    if customer.archived_at is not None:
        raise RefusedError(
            "This customer is archived. Please take it back from the archive first.", "customer"
        )
    contact = _contact(actor, customer, side)
    return _give(actor, side, customer, contact, is_new=False)


@transaction.atomic
def adopt_sender(*, actor: Actor, number: int, given: CustomerInput) -> Side:
    """Make a customer of the sender, with the sender as its contact. Raises as assign_customer() does."""
    side = _unknown(actor, number)
    customer = create_customer(actor=actor, given=given)
    contact = next(iter(contacts_of(actor, customer)), None)
    return _give(actor, side, customer, contact, is_new=True)


@transaction.atomic
def release_sender(*, actor: Actor, number: int) -> Side:
    """Take it back: the sender is unknown again; a customer made for the ticket goes to the archive.

    Raises NotFoundError, ForbiddenError, LockedError; RefusedError for a ticket that was not given like that.
    """
    side = locked(actor, number, "ticket.change")
    demand_free(actor, side)
    ticket = side.ticket
    given = Event.objects.filter(ticket_id=side.ticket_id, verb="customer").order_by("-id").first()
    if ticket.kind != Kind.CUSTOMER or given is None or given.after is None or not side.is_desk:
        raise RefusedError("The sender of this ticket was known from the beginning.", "customer")
    before = ticket.customer_id
    ticket.kind, ticket.customer, ticket.contact = Kind.UNKNOWN, None, None
    ticket.from_label = ticket.sender_name or ticket.sender_email
    ticket.portal_visible = False
    ticket.save_change("kind", "customer", "contact", "from_label", "portal_visible")
    _record(actor, side, before, None)
    made = given.after.get("made")
    if made:
        archive_customer(actor=actor, public_id=made, archived=True)
    return side


def _unknown(actor: Actor, number: int) -> Side:
    side = locked(actor, number, "ticket.change")
    demand_free(actor, side)
    if side.ticket.kind != Kind.UNKNOWN or not side.is_desk:
        raise RefusedError("This ticket belongs to a customer already.", "customer")
    return side


def _contact(actor: Actor, customer: Customer, side: Side) -> Contact:
    address = side.ticket.sender_email.strip().lower()
    for contact in contacts_of(actor, customer):
        if address in contact.emails:
            return contact
    name = side.ticket.sender_name or side.ticket.sender_email
    given = ContactInput(name=name[:120], emails=[address])
    return add_contact(actor=actor, public_id=customer.public_id, given=given)


def _give(actor: Actor, side: Side, customer: Customer, contact: Contact | None, *, is_new: bool) -> Side:
    ticket = side.ticket
    ticket.kind, ticket.customer, ticket.contact = Kind.CUSTOMER, customer, contact
    ticket.from_label = customer.name
    ticket.save_change("kind", "customer", "contact", "from_label")
    _record(actor, side, None, {"customer": customer.pk, "made": customer.public_id if is_new else ""})
    return side


def _record(actor: Actor, side: Side, before: object, after: object) -> None:
    event = TicketChanged(
        company_id=actor.company_id,
        ticket_id=side.ticket_id,
        membership_id=actor.membership_id or None,
        verb="customer",
    )
    history.record(event, "customer", before=before, after=after)
