"""The portal's cookies. Bound to the path of one company's portal: those of two do not meet in a browser."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from anliegen.customers.portal import PortalCompany
from anliegen.customers.portal_login import STAYS

NAME = "__Secure-portal" if settings.BEHIND_TLS else "portal"
NOTICE = "portal-notice"

Answer = TypeVar("Answer", bound=HttpResponse)


def path_of(company: PortalCompany) -> str:
    """Return the path below which a company's portal lies."""
    return reverse("portal-requests", kwargs={"slug": company.slug})


def log_in(response: Answer, company: PortalCompany, key: str) -> Answer:
    """Give the browser its session."""
    response.set_cookie(
        NAME,
        key,
        max_age=int(STAYS.total_seconds()),
        path=path_of(company),
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response


def log_out(response: Answer, company: PortalCompany) -> Answer:
    """Take the session away from the browser."""
    response.delete_cookie(NAME, path=path_of(company), samesite="Lax")
    return response
