"""How often something may be tried, counted by django-allauth over all processes.

The numbers are in the settings (`ACCOUNT_RATE_LIMITS`), per address, per key or per person.
"""

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from anliegen.accounts.models import User


def allow(request: HttpRequest, action: str, *, key: str = "", user: User | None = None) -> bool:
    """Count an attempt and say whether it may go on. GET counts nothing."""
    used = ratelimit.consume(
        request,
        app="allauth.account",
        action=action,
        config=app_settings.RATE_LIMITS,
        key=key or None,
        user=user,
    )
    return used is not None
