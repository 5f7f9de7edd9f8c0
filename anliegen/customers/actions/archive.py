"""Putting a customer away, and back."""

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.customers.access import customer_for
from anliegen.customers.models import Customer
from anliegen.customers.timeline import enter


@transaction.atomic
def archive_customer(*, actor: Actor, public_id: str, archived: bool) -> Customer:
    """Archive a customer, or take it back. Its tickets stay. Raises NotFoundError, ForbiddenError."""
    customer = customer_for(actor, public_id, "customer.change")
    if (customer.archived_at is not None) == archived:
        return customer
    customer.archived_at = now() if archived else None
    customer.version += 1
    customer.save(update_fields=["archived_at", "version"])
    enter(actor, customer.pk, "archived" if archived else "unarchived")
    return customer
