"""Forgotten password: ask for a link, and set a new password with it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.actions.password_reset import ask_for_link, reset_password, user_of_link
from anliegen.accounts.gate import public
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import page, redirect


@require_http_methods(["GET", "HEAD", "POST"])
@public
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether the address is known or not."""
    if request.method != "POST":
        return page(request, "account/forgotten.html", {"error": "", "email": ""})
    email = request.POST.get("email", "")
    try:
        ask_for_link(email=email, address=request.META.get("REMOTE_ADDR", ""))
    except RefusedError as refusal:
        context = {"error": _(refusal.reason) % refusal.values, "email": email}
        return page(request, "account/forgotten.html", context, 429 if refusal.field == "rate" else 422)
    return redirect("/anmelden/", _("If the address is known, a mail with a link is on its way."))


@require_http_methods(["GET", "HEAD", "POST"])
@public
def reset(request: HttpRequest, key: str) -> HttpResponse:
    """Set a new password with the link of the mail, which works once and for 30 minutes."""
    if user_of_link(key) is None:
        raise NotFoundError
    if request.method != "POST":
        return page(request, "account/reset.html", {"errors": {}})
    post = request.POST
    try:
        reset_password(key=key, new=post.get("new_password1", ""), again=post.get("new_password2", ""))
    except RefusedError as refusal:
        return page(request, "account/reset.html", {"errors": {refusal.field: _(refusal.reason)}}, 422)
    return redirect("/anmelden/", _("Password changed. Please log in with it."))
