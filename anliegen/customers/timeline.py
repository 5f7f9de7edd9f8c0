"""The one way to write a line of a customer's timeline that is not about a ticket."""

from typing import Any

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.customers.models import RecordEntry


def enter(
    actor: Actor,
    customer_id: int,
    verb: str,
    *,
    reference: int | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    """Append a line: what the actor did, to which row, with keys and ids of what it was and is."""
    RecordEntry.objects.create(
        company_id=actor.company_id,
        customer_id=customer_id,
        at=now(),
        verb=verb,
        actor_id=actor.membership_id or None,
        reference=reference,
        before=before,
        after=after,
    )
