"""A person's own settings, password and company at work."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Membership, PasswordReset, Session, User
from anliegen.accounts.models.user import PAGE_SIZES, Density, Language, Theme
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.numbers import whole_number
from anliegen.common.text import line


@dataclass(frozen=True, slots=True)
class SettingsInput:
    """Own settings as they were chosen."""

    name: str
    theme: str
    density: str
    language: str
    page_size: str
    shortcuts: bool


@transaction.atomic
def change_settings(*, actor: Actor, given: SettingsInput) -> User:
    """Store the actor's own settings. Raises RefusedError at the field."""
    demand(actor, "account")
    name = line(given.name)
    if not name or len(name) > 120:
        raise RefusedError("Please enter a name.", "name")
    user = User.objects.get(pk=actor.user_id)
    user.name = name
    user.theme = given.theme if given.theme in Theme.values else user.theme
    user.density = given.density if given.density in Density.values else user.density
    user.language = given.language if given.language in Language.values else user.language
    size = whole_number(given.page_size, 9999) or 0
    user.page_size = size if size in PAGE_SIZES else user.page_size
    user.shortcuts = given.shortcuts
    user.save(update_fields=["name", "theme", "density", "language", "page_size", "shortcuts"])
    return user


@transaction.atomic
def remember_page_size(*, actor: Actor, size: int) -> None:
    """Keep the number of rows per page that the person has chosen in the overview."""
    if size in PAGE_SIZES and size != actor.page_size:
        User.objects.filter(pk=actor.user_id).update(page_size=size)


@transaction.atomic
def change_password(*, actor: Actor, old: str, new: str, again: str, keep_key: str) -> None:
    """Set a new password and end all other sessions. Raises RefusedError at the field."""
    demand(actor, "account")
    user = User.objects.get(pk=actor.user_id)
    if not user.check_password(old):
        raise RefusedError("The present password is wrong.", "old_password")
    if new != again:
        raise RefusedError("The two passwords differ.", "new_password2")
    set_password(user, new, "new_password1")
    Session.objects.filter(user_id=actor.user_id).exclude(session_key=keep_key).delete()


def set_password(user: User, password: str, field: str) -> None:
    """Check and store a password; an open link for a new one ends. Raises RefusedError at the field."""
    try:
        validate_password(password, user)
    except ValidationError:
        raise RefusedError(
            "Please choose a password of at least 10 characters that is not easy to guess.", field
        ) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    PasswordReset.objects.filter(user_id=user.pk).delete()


@transaction.atomic
def switch_company(*, actor: Actor, membership_id: int, session_key: str) -> int:
    """Work for another company from now on, in this session; returns it.

    Raises NotFoundError for a foreign one.
    """
    member = Membership.objects.filter(
        pk=membership_id, user_id=actor.user_id, is_active=True, company__suspended_at=None
    ).first()
    if member is None:
        raise NotFoundError
    Session.objects.filter(session_key=session_key, user_id=actor.user_id).update(
        company_id=member.company_id
    )
    return member.company_id
