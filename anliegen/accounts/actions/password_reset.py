"""A forgotten password: a link by mail, single use, 30 minutes.

The token covers the present password's hash, so that it dies with its use and cannot be made from the
application's key alone.
"""

from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from anliegen.accounts.actions.settings import set_password
from anliegen.accounts.models import Session, User
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import digest
from anliegen.common.jobs import enqueue

PER_ADDRESS, PER_MAILBOX, WINDOW_SECONDS = 20, 3, 3600


def ask_for_link(*, email: str, address: str) -> None:
    """Have a link mailed to the address, if somebody has it; a job is queued in any case.

    Raises RefusedError for nonsense, and with field "rate" beyond 3 per mailbox or 20 per IP an hour.
    """
    email = User.objects.normalize(email)
    try:
        validate_email(email)
    except ValidationError:
        raise RefusedError("Please enter the complete address, e.g. name@company.com.", "email") from None
    if _too_often(f"reset:ip:{address}", PER_ADDRESS) or _too_often(f"reset:{digest(email)}", PER_MAILBOX):
        raise RefusedError("That was too often. Please try again in an hour.", "rate")
    user = User.objects.filter(email=email, is_active=True).first()
    # Known or not, the same work is done here; only the job knows the difference.
    enqueue("accounts.mail_reset", user_id=user.pk if user else 0)


def link_key(user: User) -> str:
    """Return the secret part of the link for a person."""
    return f"{user.pk}-{default_token_generator.make_token(user)}"


def user_of_link(key: str) -> User | None:
    """Return whose link this is, while it is good."""
    number, _dash, token = key.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    user = User.objects.filter(pk=int(number), is_active=True).first()
    return user if user and default_token_generator.check_token(user, token) else None


@transaction.atomic
def reset_password(*, key: str, new: str, again: str) -> User:
    """Set the password of the link's person and end all their sessions.

    Of several at once one succeeds: the row is locked, and the token dies with the old password.
    Raises NotFoundError for a used or old link, RefusedError for the password.
    """
    number = key.partition("-")[0]
    User.objects.select_for_update().filter(pk=int(number) if number.isdigit() else 0).first()
    user = user_of_link(key)
    if user is None:
        raise NotFoundError
    if new != again:
        raise RefusedError("The two passwords differ.", "new_password2")
    set_password(user, new, "new_password1")
    Session.objects.filter(user_id=user.pk).delete()
    return user


def _too_often(key: str, most: int) -> bool:
    count = int(cache.get(key) or 0) + 1
    cache.set(key, count, WINDOW_SECONDS)
    return count > most
