"""A forgotten password: a link by mail that works once, for 30 minutes, and only the newest one.

The secret is random and only its digest is stored: neither the application's key nor the database
lets anybody make one.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from anliegen.accounts.actions.settings import set_password
from anliegen.accounts.models import PasswordReset, Session, User
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import digest, secret
from anliegen.common.jobs import enqueue

GOOD_FOR = timedelta(minutes=30)


def checked_address(email: str, field: str = "email") -> str:
    """Return the address as it is stored. Raises RefusedError for what is none."""
    email = User.objects.normalize(email)
    try:
        validate_email(email)
    except ValidationError:
        raise RefusedError("Please enter the complete address, e.g. name@company.com.", field) from None
    return email


@transaction.atomic
def ask_for_link(*, email: str) -> None:
    """Have a link mailed to the address, if somebody has it. Raises RefusedError for nonsense."""
    user = User.objects.filter(email=checked_address(email), is_active=True).first()
    # Known or not, the same work is done here; only the job knows the difference.
    enqueue("accounts.mail_reset", user_id=user.pk if user else 0)


def new_link(*, user_id: int) -> tuple[User, str] | None:
    """Return the person and the secret of a new link; the link before it ends. None for nobody."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    token = secret()
    PasswordReset.objects.update_or_create(
        user=user, defaults={"token_hash": digest(token), "expires_at": now() + GOOD_FOR}
    )
    return user, token


def is_good(token: str) -> bool:
    """Say whether the link can still be used."""
    return PasswordReset.objects.filter(
        token_hash=digest(token), expires_at__gt=now(), user__is_active=True
    ).exists()


@transaction.atomic
def reset_password(*, token: str, new: str, again: str) -> User:
    """Set the password of the link's person and end all their sessions. Exactly one of many succeeds.

    Raises NotFoundError for a used, replaced or old link, RefusedError for the password.
    """
    found = (
        PasswordReset.objects.select_for_update(of=("self",))
        .filter(token_hash=digest(token), expires_at__gt=now(), user__is_active=True)
        .first()
    )
    if found is None:
        raise NotFoundError
    if new != again:
        raise RefusedError("The two passwords differ.", "new_password2")
    user = User.objects.get(pk=found.user_id)
    set_password(user, new, "new_password1")
    Session.objects.filter(user_id=user.pk).delete()
    return user
