"""What a person does with their notices. Nothing of it is history: it concerns one person alone."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError
from anliegen.notifications.models import Choice, Kind, Notification


@transaction.atomic
def mark_one_read(*, actor: Actor, notification_id: int) -> None:
    """Mark one own notice as read; again does nothing. Raises NotFoundError for anybody else's."""
    demand(actor, "account")
    if not 0 < notification_id < 2**63:
        raise NotFoundError
    found = _own(actor).filter(pk=notification_id)
    if not found.exists():
        raise NotFoundError
    found.filter(read_at=None).update(read_at=now())


@transaction.atomic
def mark_all_read(*, actor: Actor, upto: int) -> int:
    """Mark what stood in the list as read, up to the position of its first row; returns how many.

    What arrived after the page was made stays unread: nobody has seen it.
    """
    demand(actor, "account")
    seen = _own(actor).filter(read_at=None, position__lte=min(max(upto, 0), 2**63 - 1))
    return seen.update(read_at=now())


@transaction.atomic
def choose_kinds(*, actor: Actor, bell: Collection[str], push: Collection[str]) -> None:
    """Store which kinds the actor wants at the bell and which on devices; unknown ones are passed over."""
    demand(actor, "account")
    own = {"company_id": actor.company_id, "membership_id": actor.membership_id}
    Choice.objects.filter(**own).delete()
    Choice.objects.bulk_create(
        [Choice(**own, kind=kind, bell=kind in bell, push=kind in push) for kind in Kind.values],
        ignore_conflicts=True,  # two windows at once
    )


def _own(actor: Actor) -> QuerySet[Notification]:
    return Notification.objects.filter(company_id=actor.company_id, membership_id=actor.membership_id)
