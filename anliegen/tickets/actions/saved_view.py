"""Keeping filters under a name, for one person."""

from django.db import IntegrityError, transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.common.ids import public_id
from anliegen.common.text import line
from anliegen.tickets.access import saved_view_for
from anliegen.tickets.models import SavedView
from anliegen.tickets.queries.filters import Filters, to_stored

MOST = 30
LONGEST_NAME = 60


@transaction.atomic
def save_view(*, actor: Actor, name: str, filters: Filters) -> SavedView:
    """Keep the filters under a name. Raises ForbiddenError, RefusedError (name, too many)."""
    demand(actor, "view.save")
    name = line(name)
    if not name:
        raise RefusedError("Please enter a name.", "name")
    if len(name) > LONGEST_NAME:
        raise RefusedError("At most %(most)s characters are possible.", "name", most=LONGEST_NAME)
    own = SavedView.objects.filter(company_id=actor.company_id, membership_id=actor.membership_id)
    if own.count() >= MOST:
        raise RefusedError("At most 30 views are possible.", "name")
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                public_id=public_id(),
                company_id=actor.company_id,
                membership_id=actor.membership_id,
                name=name,
                filters=to_stored(filters),
                position=own.count(),
            )
    except IntegrityError:
        raise RefusedError("There already is a view of this name.", "name") from None


@transaction.atomic
def delete_view(*, actor: Actor, public_id: str) -> dict[str, str]:
    """Delete an own view; returns its filters and name, for the undo. Raises NotFoundError."""
    view = saved_view_for(actor, public_id)
    kept = {**view.filters, "name": view.name}
    view.delete()
    return kept
