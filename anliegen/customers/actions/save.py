"""Creating and changing a customer with its contacts."""

from django.db import IntegrityError, connection, transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.common.events import publish
from anliegen.common.ids import public_id
from anliegen.common.text import clean, fold, line
from anliegen.customers.access import visible_customers
from anliegen.customers.events import CustomerRenamed
from anliegen.customers.models import Contact, Customer
from anliegen.customers.models.customer import CustomerKind
from anliegen.customers.record import ContactInput, CustomerInput, check


@transaction.atomic
def create_customer(*, actor: Actor, given: CustomerInput) -> Customer:
    """Create a customer; without a number it gets the next free one. Raises RefusedError, ForbiddenError."""
    demand(actor, "customer.change")
    check(given)
    customer = Customer(company_id=actor.company_id, public_id=public_id())
    _fill(customer, given, line(given.number) or _next_number(actor))
    _store(customer, insert=True)
    _set_contacts(actor, customer, given.contacts)
    return customer


@transaction.atomic
def change_customer(*, actor: Actor, public_id: str, version: int, given: CustomerInput) -> Customer:
    """Change a customer and its contacts.

    Raises NotFoundError, ForbiddenError, RefusedError, and StaleError when somebody else has saved since.
    """
    customer = visible_customers(actor).select_for_update().filter(public_id=public_id).first()
    if customer is None:
        raise NotFoundError
    demand(actor, "customer.change")
    if customer.version != version:
        raise StaleError("Somebody else has changed this customer. Please compare and save again.", "form")
    check(given)
    old_name = customer.name
    _fill(customer, given, line(given.number) or customer.number)
    customer.version += 1
    _store(customer, insert=False)
    _set_contacts(actor, customer, given.contacts)
    if customer.name != old_name:
        publish(CustomerRenamed(company_id=actor.company_id, customer_id=customer.pk))
    return customer


def _fill(customer: Customer, given: CustomerInput, number: str) -> None:
    customer.name = line(given.name)
    customer.sort_name = fold(given.name)[:400]
    customer.kind = given.kind if given.kind in CustomerKind.values else CustomerKind.FIRM
    customer.number = number
    customer.street, customer.postcode = line(given.street), line(given.postcode)
    customer.town, customer.phone = line(given.town), line(given.phone)
    customer.note = clean(given.note)
    people = " ".join(f"{c.name} {c.email}" for c in given.contacts)
    customer.search_text = fold(f"{customer.number} {customer.name} {customer.town} {people}")


def _store(customer: Customer, *, insert: bool) -> None:
    try:
        with transaction.atomic():
            customer.save(force_insert=insert)
    except IntegrityError:
        raise RefusedError("This customer number is taken.", "number") from None


def _next_number(actor: Actor) -> str:
    """Return the highest purely numeric number plus one, from 10001 on.

    Two people creating at the same moment would find the same one: the second waits for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('customer number', %s))", [actor.company_id]
        )
        cursor.execute(
            "SELECT coalesce(max(number::bigint), 10000) + 1 FROM customers_customer"
            " WHERE company_id = %s AND number ~ '^[0-9]{1,18}$'",
            [actor.company_id],
        )
        (number,) = cursor.fetchone() or (10001,)
    return str(number)


def _set_contacts(actor: Actor, customer: Customer, given: list[ContactInput]) -> None:
    """Make the customer's contacts the given ones: change, add, remove."""
    known = {str(c.pk): c for c in Contact.objects.filter(company_id=actor.company_id, customer=customer)}
    kept: set[str] = set()
    for contact in given:
        if contact.is_empty:
            continue
        row = known.get(contact.id) or Contact(company_id=actor.company_id, customer=customer)
        row.name, row.role = line(contact.name), line(contact.role)
        row.email, row.phone = contact.email.strip().lower(), line(contact.phone)
        row.save()
        kept.add(str(row.pk))
    _remove_contacts([row.pk for key, row in known.items() if key not in kept])


def _remove_contacts(ids: list[int]) -> None:
    if not ids:
        return
    try:
        with transaction.atomic():
            Contact.objects.filter(pk__in=ids).delete()
    except IntegrityError:
        raise RefusedError(
            "A contact who is named in a ticket cannot be removed. Please change it instead.", "contacts"
        ) from None
