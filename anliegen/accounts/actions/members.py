"""Changing employees: role, whether they may work here, and the word for them."""

from django.db import transaction
from django.db.models import Q

from anliegen.accounts import audit
from anliegen.accounts.access import demand, member_for
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Membership, Session
from anliegen.accounts.roles import Role
from anliegen.common.errors import RefusedError, StaleError


@transaction.atomic
def change_member(
    *,
    actor: Actor,
    membership_id: int,
    role: str,
    is_active: bool,
    is_female: bool | None = None,
    version: int | None = None,
) -> Membership:
    """Set role and state of an employee; it takes effect with their next request.

    `is_female` says which word for a colleague sentences use; None leaves it as it is. `version` is that of
    the form; None overwrites whatever somebody else has changed.

    Raises NotFoundError, ForbiddenError, RefusedError (unknown role, the last administrator), StaleError.
    """
    # All administrators are locked in one order: two who demote each other cannot both succeed.
    admins = list(
        Membership.objects.select_for_update()
        .filter(company_id=actor.company_id, role=Role.ADMIN, is_active=True)
        .order_by("id")
        .values_list("id", flat=True)
    )
    member = member_for(actor, membership_id, "employee.manage", locked=True)
    if version not in {None, member.version}:
        raise StaleError(
            "Somebody else has changed this in the meantime. You see the newer state now.", "form"
        )
    if role not in Role.values:
        raise RefusedError("This role does not exist.", "role")
    stays_admin = is_active and role == Role.ADMIN
    if admins == [member.pk] and not stays_admin:
        raise RefusedError(
            "Somebody has to administer the company. Please appoint another person first.", "role"
        )
    before = {"role": member.role, "active": member.is_active}
    wanted = {"role": role, "active": is_active}
    if is_female not in {None, member.is_female}:
        before["female"], wanted["female"] = member.is_female, bool(is_female)
    if before == wanted:
        return member
    member.role, member.is_active = role, is_active
    member.is_female = bool(wanted.get("female", member.is_female))
    member.version += 1
    member.save(update_fields=["role", "is_active", "is_female", "version"])
    if not is_active:
        here = Q(company_id=actor.company_id) | Q(company_id=None)
        Session.objects.filter(here, user_id=member.user_id).delete()
    audit.note(actor, "member", member.pk, before, wanted)
    return member


@transaction.atomic
def end_sessions(*, actor: Actor, keep_key: str, one: str = "") -> int:
    """End the actor's own other sessions, or the one whose key begins so; returns how many.

    `keep_key` is the digest of the present session, which stays.
    """
    demand(actor, "account")
    own = Session.objects.filter(user_id=actor.user_id).exclude(session_key=keep_key)
    if one:
        own = own.filter(session_key__startswith=one)
    return own.delete()[0]
