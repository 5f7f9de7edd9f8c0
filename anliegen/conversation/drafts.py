"""Drafts: of whom, and reading them. Each belongs to one person; nobody else can name it.

A message that was sent removes the draft of its place by a trigger, in the same statement.
"""

from typing import Any, NamedTuple

from django.db.models import QuerySet

from anliegen.accounts.actor import Actor
from anliegen.conversation.models import Draft, DraftVersion

VERSIONS_SHOWN = 20
KINDS = ("reply", "note", "new")


class Place(NamedTuple):
    """Where a draft belongs: the kind, and the ticket unless it is a new one's."""

    kind: str
    ticket_id: int | None


def drafts_of(actor: Actor, ticket_id: int | None) -> list[Draft]:
    """Return the actor's drafts of a ticket, or with None the one of a new ticket (1 statement)."""
    return list(Draft.objects.filter(**_of(actor, ticket_id)).order_by("kind"))


def draft_at(actor: Actor, place: Place) -> QuerySet[Draft]:
    """Return the actor's draft of a place, none or one row."""
    return Draft.objects.filter(**_of(actor, place.ticket_id), kind=place.kind)


def versions_at(actor: Actor, ticket_id: int | None) -> list[DraftVersion]:
    """Return what another device has replaced, the latest first, at most VERSIONS_SHOWN."""
    rows = DraftVersion.objects.filter(**_of(actor, ticket_id))
    return list(rows.order_by("-id")[:VERSIONS_SHOWN])


def _of(actor: Actor, ticket_id: int | None) -> dict[str, Any]:
    return {
        "company_id": actor.company_id,
        "membership_id": actor.membership_id,
        "ticket_id": ticket_id,
    }
