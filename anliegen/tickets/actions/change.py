"""Changing one property of a ticket by hand: status, priority, assignee, categories, visibility.

A colleague who works on the ticket at the moment holds its lock: then nothing is changed (LockedError).
Each takes what the person saw (`seen`); when the ticket has become something else since, the change
is refused and the page shows the newer state, so that nobody overwrites what they did not see.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from anliegen.accounts.access import colleague_for
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.tickets import history, unread
from anliegen.tickets.access import locked
from anliegen.tickets.events import TicketChanged
from anliegen.tickets.lifecycle import Cause, Status, after
from anliegen.tickets.lock import demand_free
from anliegen.tickets.models import Category, Side
from anliegen.tickets.models.ticket import Kind, Priority

UNSEEN: Any = object()
MAX_CATEGORIES = 20


@transaction.atomic
def change_status(
    *,
    actor: Actor,
    number: int,
    status: str,
    seen: Any = UNSEEN,
    origin: str = "web",
    at: datetime | None = None,
) -> Side:
    """Set the status by hand. Raises NotFoundError, ForbiddenError, StaleError, RefusedError."""
    side = locked(actor, number, "ticket.change")
    demand_free(actor, side)
    if status not in set(Status):
        raise RefusedError("This status does not exist.", "status")
    _fresh(side.ticket.status, seen)
    if side.ticket.status != status:
        set_status(actor, side, Status(status), origin, at)
    return side


@transaction.atomic
def change_priority(
    *, actor: Actor, number: int, priority: int, seen: Any = UNSEEN, origin: str = "web"
) -> Side:
    """Set the priority. Raises NotFoundError, ForbiddenError, StaleError, RefusedError."""
    side = locked(actor, number, "ticket.change")
    demand_free(actor, side)
    if priority not in Priority.values:
        raise RefusedError("This priority does not exist.", "priority")
    old = side.ticket.priority
    _fresh(old, seen)
    if old != priority:
        side.ticket.priority = priority
        side.ticket.save_change("priority")
        _record(actor, side, "priority", old, priority, shared=True, origin=origin)
    return side


@transaction.atomic
def assign(
    *,
    actor: Actor,
    number: int,
    assignee_id: int | None,
    seen: Any = UNSEEN,
    reopen: bool = False,
    origin: str = "web",
) -> Side:
    """Assign the ticket to an active colleague, or to nobody with None.

    An open ticket is then in progress; `reopen` takes that back along with the assignment, unless it has
    gone on since. The colleague finds it NEU, unless they took it themselves.
    Raises NotFoundError (also for a foreign person), ForbiddenError, StaleError.
    """
    side = locked(actor, number, "ticket.change")
    demand_free(actor, side)
    old = side.assignee_id
    _fresh(old, seen)
    if old == assignee_id:
        return side
    if assignee_id is not None:
        colleague_for(actor, assignee_id)
    side.assignee_id = assignee_id
    side.save(update_fields=["assignee"])
    _record(actor, side, "assignee", old, assignee_id, origin=origin)
    if assignee_id is not None:
        _taken(actor, side, assignee_id, origin)
    if reopen and side.ticket.status == Status.IN_PROGRESS:
        set_status(actor, side, Status.OPEN, origin)
    return side


@transaction.atomic
def categorise(
    *, actor: Actor, number: int, category_ids: list[int], seen: Any = UNSEEN, origin: str = "web"
) -> Side:
    """Give the ticket exactly these categories of the actor's company, in the company's order.

    Raises NotFoundError (also for a foreign category), ForbiddenError, StaleError, RefusedError.
    """
    side = locked(actor, number, "ticket.change")
    demand_free(actor, side)
    old = list(side.category_ids)
    _fresh(sorted(old), sorted(seen) if seen is not UNSEEN else UNSEEN)
    chosen = checked_categories(actor, category_ids, keep=old)
    if chosen != old:
        side.category_ids = chosen
        side.save(update_fields=["category_ids"])
        _record(actor, side, "categories", old, chosen, origin=origin)
    return side


@transaction.atomic
def add_category(*, actor: Actor, number: int, category_id: int, origin: str = "web") -> Side:
    """Add one category to those the ticket has. Raises as categorise() does."""
    side = locked(actor, number, "ticket.change")
    return categorise(
        actor=actor, number=number, category_ids=[*side.category_ids, category_id], origin=origin
    )


@transaction.atomic
def take_category(*, actor: Actor, number: int, category_id: int, origin: str = "web") -> Side:
    """Take one category off the ticket, if it has it. Raises as categorise() does."""
    side = locked(actor, number, "ticket.change")
    kept = [pk for pk in side.category_ids if pk != category_id]
    return categorise(actor=actor, number=number, category_ids=kept, origin=origin)


@transaction.atomic
def release(*, actor: Actor, number: int, visible: bool, origin: str = "web") -> Side:
    """Show the ticket in the customer's portal, or take it out again.

    Raises NotFoundError, ForbiddenError; RefusedError for a ticket that has no customer.
    """
    side = locked(actor, number, "ticket.change")
    if not side.is_desk or side.ticket.kind != Kind.CUSTOMER:
        raise RefusedError("Only a customer's ticket can be shown in the portal.", "visible")
    if side.ticket.portal_visible != visible:
        side.ticket.portal_visible = visible
        side.ticket.save_change("portal_visible")
        _record(actor, side, "portal", not visible, visible, origin=origin)
    return side


def set_status(
    actor: Actor, side: Side, status: Status, origin: str = "web", at: datetime | None = None
) -> None:
    """Move a locked ticket to a status and write the entry that both sides see."""
    old = side.ticket.status
    side.ticket.move_to(status, at or now())
    side.ticket.save_change("status", "closed_at", "awaiting")
    _record(actor, side, "status", old, str(status), shared=True, origin=origin, at=at)


def few_categories(category_ids: list[int]) -> set[int]:
    """Return each id once. Raises RefusedError for too many."""
    wanted = set(category_ids)
    if len(wanted) > MAX_CATEGORIES:
        raise RefusedError("Please choose at most 20 categories.", "categories")
    return wanted


def checked_categories(actor: Actor, category_ids: list[int], keep: list[int] | None = None) -> list[int]:
    """Return the ids in the company's order; archived ones only if they are in `keep` already.

    Raises NotFoundError for an id that is not the company's, RefusedError for too many.
    """
    wanted = few_categories(category_ids)
    if not wanted:
        return []
    rows = Category.objects.filter(company_id=actor.company_id, pk__in=wanted).order_by("position", "id")
    found = [row.pk for row in rows if row.archived_at is None or row.pk in (keep or [])]
    if len(found) != len(wanted):
        raise NotFoundError
    return found


def _taken(actor: Actor, side: Side, assignee_id: int, origin: str) -> None:
    if assignee_id != actor.membership_id:
        unread.mark_unread_for(side, assignee_id)
    status = after(Status(side.ticket.status), Cause.TAKEN)
    if side.is_desk and status != side.ticket.status:
        set_status(actor, side, status, origin)


def _fresh(current: Any, seen: Any) -> None:
    if seen is not UNSEEN and seen != current:
        raise StaleError("Somebody else has changed this in the meantime. You see the newer state now.")


def _record(
    actor: Actor,
    side: Side,
    verb: str,
    old: Any,
    new: Any,
    *,
    shared: bool = False,
    origin: str = "web",
    at: datetime | None = None,
) -> None:
    event = TicketChanged(
        company_id=actor.company_id,
        ticket_id=side.ticket_id,
        peer_id=side.peer_id if shared else None,
        membership_id=actor.membership_id or None,
        verb=verb,
    )
    history.record(event, verb, before=old, after=new, origin=origin, at=at)
