"""The company's side of support access: opening the door, and shutting it at once."""

from datetime import timedelta

from django.db import transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company, SupportGrant
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import public_id
from anliegen.common.text import line

HOURS = {"1": 1, "4": 4, "24": 24, "168": 168}
LONGEST_REASON = 300


@transaction.atomic
def grant_support(*, actor: Actor, hours: str, can_write: bool, reason: str) -> SupportGrant:
    """Let the operator's people look into the company for so long. One door is open at a time.

    Raises NotFoundError at the operator itself, ForbiddenError, RefusedError at the field.
    """
    _demand_company(actor)
    # Two administrators at once: the second finds the door of the first.
    Company.objects.select_for_update().get(pk=actor.company_id)
    if running(actor):
        raise RefusedError("Support access is open already. Please end it first.", "form")
    if hours not in HOURS:
        raise RefusedError("Please choose how long the access stays open.", "hours")
    reason = line(reason)
    if not reason:
        raise RefusedError("Please say what the access is for.", "reason")
    if len(reason) > LONGEST_REASON:
        raise RefusedError("At most %(most)s characters are possible.", "reason", most=LONGEST_REASON)
    at = now()
    grant = SupportGrant.objects.create(
        public_id=public_id(),
        company_id=actor.company_id,
        reason=reason,
        can_write=can_write,
        granted_by_id=actor.membership_id,
        granted_at=at,
        expires_at=at + timedelta(hours=HOURS[hours]),
    )
    audit.note(actor, "support-granted", grant.pk, after={"hours": HOURS[hours], "writes": can_write})
    return grant


@transaction.atomic
def end_support(*, actor: Actor, grant_id: str) -> None:
    """Shut the door at once. Raises NotFoundError for one that is shut or foreign, ForbiddenError."""
    _demand_company(actor)
    open_ones = SupportGrant.objects.filter(company_id=actor.company_id, ended_at=None, expires_at__gt=now())
    grant = open_ones.select_for_update().filter(public_id=grant_id).first()
    if grant is None:
        raise NotFoundError
    grant.ended_at, grant.ended_by_id = now(), actor.membership_id
    grant.save(update_fields=["ended_at", "ended_by"])
    audit.note(actor, "support-ended", grant.pk)


def running(actor: Actor) -> SupportGrant | None:
    """Return the open door of the actor's company, or None. Raises NotFoundError, ForbiddenError."""
    _demand_company(actor)
    own = SupportGrant.objects.filter(company_id=actor.company_id, ended_at=None, expires_at__gt=now())
    return own.first()


def past(actor: Actor) -> list[SupportGrant]:
    """Return the latest shut doors, newest first. Raises NotFoundError, ForbiddenError."""
    _demand_company(actor)
    own = SupportGrant.objects.filter(company_id=actor.company_id)
    return list(own.exclude(ended_at=None, expires_at__gt=now()).order_by("-id")[:20])


def _demand_company(actor: Actor) -> None:
    """The operator has no operator to let in."""
    if actor.is_operator:
        raise NotFoundError
    demand(actor, "support.grant")
