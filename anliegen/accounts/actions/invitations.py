"""Inviting employees, and accepting: a secret link that works once."""

from datetime import timedelta

from django.db import connection, transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand, visible_members
from anliegen.accounts.actions.password_reset import checked_address
from anliegen.accounts.actions.settings import set_password
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Invitation, User
from anliegen.accounts.roles import Role
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import digest, secret
from anliegen.common.jobs import enqueue
from anliegen.common.text import line

GOOD_FOR = timedelta(days=7)


@transaction.atomic
def invite(*, actor: Actor, email: str, name: str, role: str) -> Invitation:
    """Invite a person by mail. An earlier open invitation of the same address ends.

    The link goes to the address alone: who could read it here would learn who has an account already,
    and could join under a foreign address. Raises ForbiddenError, RefusedError.
    """
    demand(actor, "employee.manage")
    email, name = checked_address(email), checked_name(name)
    if role not in Role.values:
        raise RefusedError("This role does not exist.", "role")
    if visible_members(actor).filter(user__email=email, is_active=True).exists():
        raise RefusedError("This person already works here.", "email")
    own = Invitation.objects.filter(company_id=actor.company_id, email=email)
    own.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now())
    invitation = Invitation.objects.create(
        company_id=actor.company_id,
        email=email,
        name=name,
        role=role,
        # Of a secret that nobody has: the mail's own replaces it.
        token_hash=digest(secret()),
        invited_by_id=actor.membership_id,
        expires_at=now() + GOOD_FOR,
    )
    audit.note(actor, "invited", invitation.pk, after={"role": role})
    enqueue("accounts.mail_invitation", company_id=actor.company_id, invitation_id=invitation.pk)
    return invitation


def new_link(*, invitation_id: int) -> tuple[Invitation, str] | None:
    """Return an open invitation of the tenant and the secret of a new link; the one before it ends."""
    token = secret()
    open_ones = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now())
    if not open_ones.filter(pk=invitation_id).update(token_hash=digest(token)):
        return None
    return Invitation.objects.select_related("company").get(pk=invitation_id), token


@transaction.atomic
def withdraw(*, actor: Actor, invitation_id: int) -> None:
    """Make an open invitation useless. Raises NotFoundError, ForbiddenError."""
    demand(actor, "employee.manage")
    own = Invitation.objects.filter(
        company_id=actor.company_id, pk=invitation_id, accepted_at=None, withdrawn_at=None
    )
    if not own.update(withdrawn_at=now()):
        raise NotFoundError
    audit.note(actor, "invitation-withdrawn", invitation_id)


def open_invitation(token: str) -> tuple[str, str, str] | None:
    """Return (company, name, address) of a link that can still be used, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_open_invitation(%s)", [digest(token)])
        row: tuple[str, str, str] | None = cursor.fetchone()
    return row


def existing_account(token: str) -> str | None:
    """Return the invited address if it belongs to an account with a password already."""
    found = open_invitation(token)
    user = User.objects.filter(email=found[2]).first() if found else None
    return user.email if user and user.has_usable_password() else None


@transaction.atomic
def accept(*, token: str, name: str, password: str, proven: User | None = None) -> User:
    """Join the company: set name and password, become a member. Exactly one of many at once succeeds.

    `proven` is the person whose password the face has checked; whoever has an account must prove it.
    Raises NotFoundError for a link that is used, withdrawn, expired or unknown, RefusedError otherwise.
    """
    found = open_invitation(token)
    if found is None:
        raise NotFoundError
    with connection.cursor() as cursor:
        # Two at once, of one company or two, would both find no account and both create one.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"join:{found[2]}"])
    user = User.objects.filter(email=found[2]).first()
    if user is not None and user.has_usable_password():
        if proven is None or proven.pk != user.pk:
            raise RefusedError("You already have an account. Please enter its password.", "password")
    else:
        user = _new_user(user, found[2], checked_name(name), password)
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_accept_invitation(%s, %s)", [digest(token), user.pk])
        (membership_id,) = cursor.fetchone() or (None,)
    if membership_id is None:
        raise NotFoundError
    return user


def checked_name(name: str) -> str:
    """Return a person's name as one clean line. Raises RefusedError for none and for more than 120."""
    name = line(name)
    if not name or len(name) > 120:
        raise RefusedError("Please enter a name.", "name")
    return name


def _new_user(user: User | None, email: str, name: str, password: str) -> User:
    user = user or User(email=email)
    user.name = name
    if not user.pk:
        user.set_unusable_password()
        user.save()
    set_password(user, password, "password")
    return user
