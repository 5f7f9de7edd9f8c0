"""Logging in and out, by django-allauth under our own addresses."""

from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.access import closed_company, is_demonstration, operator
from anliegen.accounts.gate import public
from anliegen.accounts.limits import allow
from anliegen.agent.views import errors
from anliegen.agent.views.account import session_key
from anliegen.common.http import NOTICE_COOKIE, read_notice

# Of the demonstration, which says so on every page; real installations have none of these.
DEMO_PASSWORD = "anliegen-demo"
DEMO_ACCOUNTS = (
    "agent@hartmann.example",
    "admin@hartmann.example",
    "agent@wrobel.example",
    "agent@lindwerk.example",
    "admin@lindwerk.example",
)


class _LoginView(allauth.LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = {"password": DEMO_PASSWORD, "accounts": DEMO_ACCOUNTS} if is_demonstration() else None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"operator": operator(), "demo": demo, "is_demo": demo is not None, "too_often": False}
        return context | {"notice": self._notice()}

    def _notice(self) -> dict[str, Any] | None:
        return read_notice(self.request.COOKIES.get(NOTICE_COOKIE))

    def form_invalid(self, form: Any) -> HttpResponse:
        too_often = form.has_error("__all__", "too_many_login_attempts")
        context = self.get_context_data(form=form) | {"too_often": too_often}
        response: HttpResponse = self.render_to_response(context)
        response.status_code = 429 if too_often else 422
        return response


_login = _LoginView.as_view()
_logout = allauth.LogoutView.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
@public
def login(request: HttpRequest) -> HttpResponse:
    """Show the form, or log in. Wrong address and wrong password get the same answer."""
    if request.actor is None:  # type: ignore[attr-defined]
        if closed := _closed(request):
            return errors.company_closed(request, closed)
        # A session whose person may no longer work anywhere: sent on, it would only come back here.
        request.user = AnonymousUser()
    response: HttpResponse = _login(request)
    if request.method != "POST" and NOTICE_COOKIE in request.COOKIES:
        response.delete_cookie(NOTICE_COOKIE)
    return response


def _closed(request: HttpRequest) -> str | None:
    """Return the suspended company of whoever comes with an open session: the form would give no reason."""
    if request.method == "POST" or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return closed_company(session_key(request))


@require_POST
@public
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; the browser forgets what it kept of these pages."""
    if not allow(request, "logout"):
        return errors.too_often(request)
    response: HttpResponse = _logout(request)
    response["Clear-Site-Data"] = '"storage"'
    return response
