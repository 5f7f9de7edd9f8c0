"""The one door to people and companies."""

from dataclasses import dataclass

from django.db.models import QuerySet

from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company, Membership
from anliegen.common.errors import ForbiddenError, NotFoundError


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the actor's company, as lists and selections show them."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool


def visible_members(actor: Actor) -> QuerySet[Membership]:
    """Return the memberships of the actor's company, inactive ones included."""
    return Membership.objects.filter(company_id=actor.company_id).select_related("user")


def colleagues(actor: Actor) -> list[Colleague]:
    """Return all people of the company by name; inactive ones too, since old tickets name them."""
    rows = visible_members(actor).order_by("user__name", "id")
    return [
        Colleague(m.pk, m.user.name, m.user.email, m.role, m.is_active and m.user.is_active) for m in rows
    ]


def colleague_for(actor: Actor, membership_id: int) -> Membership:
    """Return an active colleague. Raises NotFoundError for anybody else, foreign or gone."""
    member = visible_members(actor).filter(pk=membership_id, is_active=True, user__is_active=True).first()
    if member is None:
        raise NotFoundError
    return member


def member_for(actor: Actor, membership_id: int, capability: str) -> Membership:
    """Return a membership of the company, active or not. Raises NotFoundError, ForbiddenError."""
    member = visible_members(actor).filter(pk=membership_id).first()
    if member is None:
        raise NotFoundError
    demand(actor, capability)
    return member


def own_company(actor: Actor) -> Company:
    """Return the actor's company."""
    return Company.objects.get(pk=actor.company_id)


def operator() -> Company | None:
    """Return the company that runs the installation; its name is known to all."""
    return Company.objects.filter(is_operator=True).first()


def own_companies(actor: Actor) -> list[tuple[int, str, bool]]:
    """Return (membership id, company name, is current) of every company the person works for."""
    rows = Membership.objects.filter(
        user_id=actor.user_id, is_active=True, company__suspended_at=None
    ).select_related("company")
    return [(m.pk, m.company.name, m.company_id == actor.company_id) for m in rows.order_by("company__name")]


def demand(actor: Actor, capability: str) -> None:
    """Raise ForbiddenError unless the actor's role holds the capability."""
    if not actor.can(capability):
        raise ForbiddenError(capability)
