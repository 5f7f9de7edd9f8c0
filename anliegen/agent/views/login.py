"""Logging in and out, by django-allauth under our own addresses."""

from allauth.account import views as allauth
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from anliegen.accounts.gate import public

_login = allauth.LoginView.as_view()
_logout = allauth.LogoutView.as_view()


@public
def login(request: HttpRequest) -> HttpResponse:
    """Show the form, or log in. Wrong address and wrong password get the same answer."""
    response: HttpResponse = _login(request)
    return response


@require_POST
@public
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; the browser forgets what it kept of these pages."""
    response: HttpResponse = _logout(request)
    response["Clear-Site-Data"] = '"storage"'
    return response
