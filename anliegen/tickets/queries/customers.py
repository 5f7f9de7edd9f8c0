"""Tickets seen from their customers."""

from django.db.models import Count

from anliegen.accounts.actor import Actor
from anliegen.tickets.lifecycle import Folder, Status
from anliegen.tickets.models import Side

SHOWN = 50


def active_by_customer(actor: Actor, customer_ids: list[int]) -> dict[int, int]:
    """Return customer id -> number of tickets that are not closed (one statement)."""
    rows = (
        Side.objects.filter(company_id=actor.company_id, customer_id__in=customer_ids, folder=Folder.INBOX)
        .exclude(status=Status.CLOSED)
        .values_list("customer_id")
        .annotate(n=Count("id"))
    )
    return dict(rows)


def tickets_of(actor: Actor, customer_id: int) -> list[Side]:
    """Return the latest tickets of a customer, those not closed first (at most SHOWN, one statement)."""
    own = Side.objects.filter(company_id=actor.company_id, customer_id=customer_id, folder=Folder.INBOX)
    active = own.exclude(status=Status.CLOSED).order_by("-activity_at")[:SHOWN]
    # What is closed is never pinned; saying so lets the index give the order.
    closed = own.filter(status=Status.CLOSED, pinned=False).order_by("-activity_at")[:SHOWN]
    latest = sorted(active.union(closed, all=True), key=lambda side: side.activity_at, reverse=True)
    return sorted(latest, key=lambda side: side.status == Status.CLOSED)[:SHOWN]
