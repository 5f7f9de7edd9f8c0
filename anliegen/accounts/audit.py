"""The one way to write the record of administration."""

from typing import Any

from anliegen.accounts.actor import Actor
from anliegen.accounts.models import AuditEntry


def note(
    actor: Actor, verb: str, subject_id: int | None = None, before: Any = None, after: Any = None
) -> None:
    """Append an entry: what the actor did to which row, with what it was and is.

    Never a person's name or address: entries cannot be changed, and whoever is erased would go on standing
    there. `subject_id` leads to the row that knows them, for as long as it does.
    """
    AuditEntry.objects.create(
        company_id=actor.company_id,
        actor_id=actor.membership_id,
        verb=verb,
        subject_id=subject_id,
        before=before,
        after=after,
    )
