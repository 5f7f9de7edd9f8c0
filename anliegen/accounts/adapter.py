"""How django-allauth behaves here: no sign-up, no messages, sessions that know where they came from."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from anliegen.accounts.access import first_company
from anliegen.accounts.devices import device_of
from anliegen.accounts.models import User
from anliegen.common.clock import now
from anliegen.common.http import own_path


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The product's own answers to allauth's questions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person of the credentials, if they may work for any company at present.

        Whoever may not gets the answer of a wrong password: it says nothing about the account.
        """
        user = self.prove(request, **credentials)
        return user if user and first_company(user.pk) else None

    def prove(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person of the credentials, wherever they work. Counts attempts.

        Raises ValidationError when there were too many.
        """
        user: User | None = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Log in under a new session key and note since when, from where, with what and for whom."""
        super().login(request, user)
        request.session["since"] = now().isoformat()
        request.session["address"] = self.get_client_ip(request)
        request.session["device"] = device_of(request.headers.get("User-Agent", ""))
        request.session["company"] = first_company(user.pk)

    def is_safe_url(self, url: str | None) -> bool:
        """Allow only paths of our own that exist."""
        return bool(url) and own_path(url, "") == url

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows the result."""
