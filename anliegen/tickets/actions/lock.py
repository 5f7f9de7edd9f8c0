"""Working on a ticket: beginning, going on, leaving, taking over, waiting for it."""

from django.db import connection, transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.events import publish
from anliegen.tickets import history, lock
from anliegen.tickets.access import locked, ticket_for
from anliegen.tickets.events import LockFreed, TicketChanged
from anliegen.tickets.lock import Held
from anliegen.tickets.models import LockWaiter, Side

_WAITERS = """
DELETE FROM tickets_lock_waiter WHERE company_id = %s AND ticket_id = %s RETURNING membership_id
"""


@transaction.atomic
def begin(*, actor: Actor, number: int, window: str = "") -> Held | None:
    """Take the lock for a new window; None when a colleague holds it.

    Raises NotFoundError, ForbiddenError.
    """
    side = ticket_for(actor, number, "ticket.lock")
    held = lock.take(actor, side, window=window)
    if held:
        _forget_waiting(actor, side)
    return held


@transaction.atomic
def go_on(*, actor: Actor, number: int, token: int) -> Held | None:
    """Prolong the lock of a window; None when it has been lost. Raises as begin() does."""
    return lock.renew(actor, ticket_for(actor, number, "ticket.lock"), token)


@transaction.atomic
def leave(*, actor: Actor, number: int, token: int, window: str = "") -> None:
    """Give the lock back, and tell those who wait. Raises as begin() does."""
    side = ticket_for(actor, number, "ticket.lock")
    if lock.drop(actor, side, token, window):
        tell_free(side.company_id, side.ticket_id)


@transaction.atomic
def take_over(*, actor: Actor, number: int) -> Held | None:
    """Take the lock from whoever holds it, with a trace in the history.

    Raises NotFoundError; ForbiddenError for everybody but administrators.
    """
    side = locked(actor, number, "ticket.lock")
    demand(actor, "ticket.lock.take")
    before = lock.holder(side.company_id, side.ticket_id)
    held = lock.take(actor, side, force=True)
    if before and before.membership_id != actor.membership_id:
        event = TicketChanged(
            company_id=actor.company_id,
            ticket_id=side.ticket_id,
            membership_id=actor.membership_id,
            verb="lock",
        )
        history.record(event, "lock", before=before.membership_id, after=actor.membership_id)
    return held


@transaction.atomic
def wait(*, actor: Actor, number: int, wanted: bool) -> None:
    """Ask to be told when the ticket is free, or take that back. Raises as begin() does."""
    side = ticket_for(actor, number, "ticket.lock")
    if not wanted:
        _forget_waiting(actor, side)
        return
    LockWaiter.objects.get_or_create(
        company_id=actor.company_id, ticket_id=side.ticket_id, membership_id=actor.membership_id
    )


def tell_free(company_id: int, ticket_id: int) -> None:
    """Publish that nobody works on the ticket any more, and forget who waited for it."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITERS, [company_id, ticket_id])
        waiters = tuple(membership for (membership,) in cursor.fetchall())
    publish(LockFreed(company_id=company_id, ticket_id=ticket_id, waiters=waiters))


def _forget_waiting(actor: Actor, side: Side) -> None:
    LockWaiter.objects.filter(
        company_id=actor.company_id, ticket_id=side.ticket_id, membership_id=actor.membership_id
    ).delete()
