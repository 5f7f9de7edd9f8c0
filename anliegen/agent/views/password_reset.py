"""Forgotten password: ask for a link, and set a new password with it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.actions.password_reset import ask_for_link, checked_address, is_good, reset_password
from anliegen.accounts.gate import public
from anliegen.accounts.limits import allow
from anliegen.agent.page import page_before_login
from anliegen.agent.views import errors
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import redirect
from anliegen.common.refusal import errors_of, said


@require_http_methods(["GET", "HEAD", "POST"])
@public
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether the address is known or not."""
    context = {"error": "", "email": "", "sent": bool(request.GET.get("sent"))}
    if request.method != "POST":
        return page_before_login(request, "account/forgotten.html", context)
    email = request.POST.get("email", "")
    try:
        if not allow(request, "reset_password", key=checked_address(email)):
            return errors.too_often(request)
        ask_for_link(email=email)
    except RefusedError as refusal:
        context |= {"error": said(refusal), "email": email, "sent": False}
        return page_before_login(request, "account/forgotten.html", context, 422)
    return redirect("/passwort-vergessen/?sent=1")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def reset(request: HttpRequest, key: str) -> HttpResponse:
    """Set a new password with the link of the mail, which works once and for 30 minutes."""
    if not allow(request, "reset_password_from_key"):
        return errors.too_often(request)
    if not is_good(key):
        return errors.link_ended(request, "password")
    if request.method != "POST":
        return page_before_login(request, "account/reset.html", {"errors": {}})
    post = request.POST
    try:
        reset_password(token=key, new=post.get("new_password1", ""), again=post.get("new_password2", ""))
    except NotFoundError:
        return errors.link_ended(request, "password")
    except RefusedError as refusal:
        return page_before_login(request, "account/reset.html", {"errors": errors_of(refusal)}, 422)
    return redirect("/anmelden/", _("Password changed. Please log in with it."))
