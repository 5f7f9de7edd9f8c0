"""A form that is sent twice, by a second click or by a line that breaks, is taken once."""

import uuid

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.customers.models import TakenForm


def made_before(actor: Actor, key: uuid.UUID | None) -> int | None:
    """Return the number of what this form has made, or None. The same form waits here for its double."""
    if key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"form:{key}"])
    found = TakenForm.objects.filter(company_id=actor.company_id, key=key)
    return found.values_list("made_id", flat=True).first()


def remember(actor: Actor, key: uuid.UUID | None, made_id: int) -> None:
    """Keep what the form has made, in the transaction that makes it."""
    if key is not None:
        TakenForm.objects.create(company_id=actor.company_id, key=key, made_id=made_id, at=now())
