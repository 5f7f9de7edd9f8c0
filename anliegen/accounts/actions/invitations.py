"""Inviting employees, and accepting: a secret link that works once."""

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand, visible_members
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
def invite(*, actor: Actor, email: str, name: str, role: str) -> tuple[Invitation, str]:
    """Invite a person; returns the invitation and the secret of its link, which is stored nowhere.

    An earlier open invitation of the same address ends. Raises ForbiddenError, RefusedError.
    """
    demand(actor, "employee.manage")
    email, name = User.objects.normalize(email), line(name)
    try:
        validate_email(email)
    except ValidationError:
        raise RefusedError("Please enter the complete address, e.g. name@company.com.", "email") from None
    if not name or len(name) > 120:
        raise RefusedError("Please enter a name.", "name")
    if role not in Role.values:
        raise RefusedError("This role does not exist.", "role")
    if visible_members(actor).filter(user__email=email, is_active=True).exists():
        raise RefusedError("This person already works here.", "email")
    own = Invitation.objects.filter(company_id=actor.company_id, email=email, accepted_at=None)
    own.update(withdrawn_at=now())
    token = secret()
    invitation = Invitation.objects.create(
        company_id=actor.company_id,
        email=email,
        name=name,
        role=role,
        token_hash=digest(token),
        invited_by_id=actor.membership_id,
        expires_at=now() + GOOD_FOR,
    )
    audit.note(actor, "invited", invitation.pk, after={"role": role})
    enqueue("accounts.mail_invitation", company_id=actor.company_id, invitation_id=invitation.pk, token=token)
    return invitation, token


@transaction.atomic
def withdraw(*, actor: Actor, invitation_id: int) -> None:
    """Make an open invitation useless. Raises NotFoundError, ForbiddenError."""
    demand(actor, "employee.manage")
    own = Invitation.objects.filter(company_id=actor.company_id, pk=invitation_id, accepted_at=None)
    if not own.update(withdrawn_at=now()):
        raise NotFoundError
    audit.note(actor, "invitation-withdrawn", invitation_id)


def open_invitation(token: str) -> tuple[str, str, str] | None:
    """Return (company, name, address) of a link that can still be used, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_open_invitation(%s)", [digest(token)])
        row: tuple[str, str, str] | None = cursor.fetchone()
    return row


@transaction.atomic
def accept(*, token: str, name: str, password: str) -> User:
    """Join the company: set name and password, become a member. Exactly one of many at once succeeds.

    Somebody who has an account already must give its password. Raises NotFoundError for a link that
    is used, withdrawn, expired or unknown, RefusedError for name or password.
    """
    found = open_invitation(token)
    if found is None:
        raise NotFoundError
    email = found[2]
    name = line(name)
    if not name or len(name) > 120:
        raise RefusedError("Please enter a name.", "name")
    user = User.objects.filter(email=email).first()
    if user is not None and user.has_usable_password():
        if not user.is_active or not user.check_password(password):
            raise RefusedError("You already have an account. Please enter its password.", "password")
    else:
        user = _new_user(user, email, name, password)
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_accept_invitation(%s, %s)", [digest(token), user.pk])
        (membership_id,) = cursor.fetchone() or (None,)
    if membership_id is None:
        raise NotFoundError
    return user


def _new_user(user: User | None, email: str, name: str, password: str) -> User:
    user = user or User(email=email)
    user.name = name
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RefusedError(
            "Please choose a password of at least 10 characters that is not easy to guess.", "password"
        ) from error
    user.set_password(password)
    user.save()
    return user
