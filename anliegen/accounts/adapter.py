"""How django-allauth behaves here: no sign-up, no messages, sessions that know where they came from."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from anliegen.common.clock import now
from anliegen.common.http import own_path


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The product's own answers to allauth's questions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Log in under a new session key and note since when, from where and with what."""
        super().login(request, user)
        request.session["since"] = now().isoformat()
        request.session["address"] = self.get_client_ip(request)
        request.session["device"] = request.headers.get("User-Agent", "")[:200]

    def is_safe_url(self, url: str | None) -> bool:
        """Allow only paths of our own that exist."""
        return bool(url) and own_path(url, "") == url

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows the result."""
