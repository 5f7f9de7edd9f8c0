"""The one door to people and companies."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from anliegen.accounts.actor import Actor
from anliegen.accounts.models import AuditEntry, Company, Invitation, Membership, Session, User
from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError, NotFoundError
from anliegen.common.reads import Read


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the actor's company, as lists and selections show them."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    is_female: bool


def visible_members(actor: Actor) -> QuerySet[Membership]:
    """Return the memberships of the actor's company, inactive ones included."""
    return Membership.objects.filter(company_id=actor.company_id).select_related("user")


_COLLEAGUES = """
SELECT json_build_array(m.id, u.name, u.email, m.role, m.is_active AND u.is_active,
       m.is_female)
  FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
 WHERE m.company_id = %(company)s ORDER BY u.name, m.id
"""


def colleagues_read(actor: Actor) -> Read[list[Colleague]]:
    """Ask for all people of the company by name; inactive ones too, since old tickets name them."""
    return Read(_COLLEAGUES, {"company": actor.company_id}, lambda rows: [Colleague(*row) for row in rows])


def colleagues(actor: Actor) -> list[Colleague]:
    """Return all people of the company by name (one statement)."""
    return colleagues_read(actor).now()


def colleague_for(actor: Actor, membership_id: int) -> Membership:
    """Return an active colleague. Raises NotFoundError for anybody else, foreign or gone."""
    member = visible_members(actor).filter(pk=membership_id, is_active=True, user__is_active=True).first()
    if member is None:
        raise NotFoundError
    return member


def member_for(actor: Actor, membership_id: int, capability: str, *, locked: bool = False) -> Membership:
    """Return a membership of the company, active or not. Raises NotFoundError, ForbiddenError."""
    members = visible_members(actor)
    if locked:
        members = members.select_for_update(of=("self",))
    member = members.filter(pk=membership_id).first()
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


def first_company(user_id: int) -> int | None:
    """Return the company for which the person works after logging in, or None if they work for none.

    Before there is a session there is no tenant; the door opens onto the person's own memberships only.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_first_company(%s)", [user_id])
        (company_id,) = cursor.fetchone() or (None,)
    return company_id


def closed_company(session_key_hash: str) -> str | None:
    """Return the name of the suspended company for which the session's person worked, or None.

    Asked only when nobody could be found to act: so that people read why, instead of a log-in that
    refuses their password.
    """
    if not session_key_hash:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_closed_company(%s)", [session_key_hash])
        (name,) = cursor.fetchone() or (None,)
    return name


def demand(actor: Actor, capability: str) -> None:
    """Raise ForbiddenError unless the actor's role holds the capability."""
    if not actor.can(capability):
        raise ForbiddenError(capability)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A logged-in browser of the actor's. `key` is the beginning of the digest, enough to name it."""

    key: str
    device: str
    address: str
    since: datetime
    is_current: bool


def own_sessions(actor: Actor, current_key: str) -> list[OwnSession]:
    """Return the actor's running sessions, the present one first."""
    rows = Session.objects.filter(user_id=actor.user_id, expire_date__gt=now()).order_by("-created_at")[:50]
    found = [
        OwnSession(s.session_key[:16], s.device, s.address or "", s.created_at, s.session_key == current_key)
        for s in rows
    ]
    return sorted(found, key=lambda s: not s.is_current)


def own_user(actor: Actor) -> User:
    """Return the actor's person."""
    return User.objects.get(pk=actor.user_id)


def open_invitations(actor: Actor) -> list[Invitation]:
    """Return the company's invitations that can still be accepted. Raises ForbiddenError."""
    demand(actor, "employee.manage")
    return list(
        Invitation.objects.filter(
            company_id=actor.company_id, accepted_at=None, withdrawn_at=None, expires_at__gt=now()
        ).order_by("-id")[:200]
    )


def invited_names(actor: Actor, entries: list[AuditEntry]) -> dict[int, str]:
    """Return the names of those whom the entries say were invited, as far as they are still kept."""
    invited = [entry.subject_id for entry in entries if entry.verb == "invited" and entry.subject_id]
    if not invited:
        return {}
    rows = Invitation.objects.filter(company_id=actor.company_id, pk__in=invited)
    return dict(rows.values_list("id", "name"))


def audit_entries(actor: Actor, before: int | None, support_only: bool = False) -> list[AuditEntry]:
    """Return a part of the record of administration, newest first; `before` is an id.

    `support_only` keeps to what the operator's people have seen and done. Raises ForbiddenError.
    """
    demand(actor, "company.manage")
    rows = AuditEntry.objects.filter(company_id=actor.company_id).select_related("actor__user")
    if support_only:
        rows = rows.filter(grant__isnull=False)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:50])


def is_demonstration() -> bool:
    """Say whether the installation shows the demo companies."""
    return Company.objects.filter(is_operator=True, is_demo=True).exists()
