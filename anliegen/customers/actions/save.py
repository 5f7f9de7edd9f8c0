"""Creating and changing a customer with its contacts."""

import uuid

from django.db import IntegrityError, transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.common.events import publish
from anliegen.common.ids import public_id
from anliegen.common.text import clean, fold, line
from anliegen.customers.access import visible_customers
from anliegen.customers.actions.contacts import set_contacts
from anliegen.customers.events import CustomerRenamed
from anliegen.customers.models import Customer
from anliegen.customers.models.customer import CustomerKind
from anliegen.customers.numbers import next_number
from anliegen.customers.once import made_before, remember
from anliegen.customers.record import LINES, CustomerInput, check
from anliegen.customers.timeline import enter
from anliegen.customers.words import search_text, typed_words


@transaction.atomic
def create_customer(*, actor: Actor, given: CustomerInput, key: uuid.UUID | None = None) -> Customer:
    """Create a customer; without a number it gets the next free one. With the same key only once.

    Raises RefusedError, ForbiddenError.
    """
    demand(actor, "customer.change")
    before = made_before(actor, key)
    if before is not None:
        return Customer.objects.get(company_id=actor.company_id, pk=before)
    check(given)
    customer = Customer(company_id=actor.company_id, public_id=public_id())
    _fill(customer, given, line(given.number) or str(next_number(actor.company_id)))
    _store(customer, insert=True)
    set_contacts(actor, customer, given.contacts)
    enter(actor, customer.pk, "created")
    remember(actor, key, customer.pk)
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
    before = {name: getattr(customer, name) for name in (*LINES, "kind", "note")}
    _fill(customer, given, line(given.number) or customer.number)
    customer.version += 1
    _store(customer, insert=False)
    set_contacts(actor, customer, given.contacts)
    changed = [name for name, value in before.items() if getattr(customer, name) != value]
    enter(actor, customer.pk, "master-data", after=changed)
    if "name" in changed:
        publish(CustomerRenamed(company_id=actor.company_id, customer_id=customer.pk))
    return customer


def _fill(customer: Customer, given: CustomerInput, number: str) -> None:
    for name in LINES:
        setattr(customer, name, line(getattr(given, name)))
    customer.number = number
    customer.email = customer.email.lower()
    customer.sort_name = fold(given.name)[:400]
    customer.kind = given.kind if given.kind in CustomerKind.values else CustomerKind.FIRM
    customer.note = clean(given.note)
    customer.search_text = search_text(customer, typed_words(given))


def _store(customer: Customer, *, insert: bool) -> None:
    try:
        with transaction.atomic():
            customer.save(force_insert=insert)
    except IntegrityError:
        raise RefusedError("This customer number is taken.", "number") from None
