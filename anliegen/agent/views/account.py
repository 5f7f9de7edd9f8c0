"""A person's own account: settings, password, sessions, company at work."""

from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.access import own_companies, own_sessions, own_user
from anliegen.accounts.actions.members import end_sessions
from anliegen.accounts.actions.settings import (
    SettingsInput,
    change_password,
    change_settings,
    remember_page_size,
    switch_company,
)
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.accounts.limits import allow
from anliegen.agent.forms.overview import PAGE_SIZES
from anliegen.agent.page import agent_page
from anliegen.agent.views import errors
from anliegen.common.errors import RefusedError
from anliegen.common.http import own_path, redirect
from anliegen.common.ids import digest
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import errors_of, status_of
from anliegen.notifications.push_keys import public_key
from anliegen.notifications.queries import wanted_kinds


def session_key(request: HttpRequest) -> str:
    """Return the digest by which the database knows the present session."""
    return digest(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("account")
def account(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show own settings, or store them."""
    if request.method != "POST":
        return _page(request, actor)
    post = request.POST
    given = SettingsInput(
        name=post.get("name", ""),
        theme=post.get("theme", ""),
        density=post.get("density", ""),
        language=post.get("language", ""),
        page_size=post.get("page_size", ""),
        shortcuts=post.get("shortcuts") == "1",
    )
    try:
        change_settings(actor=actor, given=given)
    except RefusedError as refusal:
        return _page(request, actor, refusal, {"name": given.name})
    # In the language that the next page speaks.
    with override(given.language):
        return redirect("/konto/", _("Settings saved."))


@require_POST
@needs("account")
def password(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Change the own password; all other sessions end."""
    if not allow(request, "change_password", user=own_user(actor)):
        return errors.too_often(request)
    post = request.POST
    try:
        change_password(
            actor=actor,
            old=post.get("old_password", ""),
            new=post.get("new_password1", ""),
            again=post.get("new_password2", ""),
            keep_key=session_key(request),
        )
    except RefusedError as refusal:
        return _page(request, actor, refusal)
    # Not by Django's update_session_auth_hash(): it would read request.user only now, and log out the
    # session whose digest belongs to the old password.
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = own_user(actor).get_session_auth_hash()
    return redirect("/konto/", _("Password changed. All other sessions have ended."))


@require_POST
@needs("account")
def sessions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """End one of the own sessions, or all others."""
    if not allow(request, "end_sessions", user=own_user(actor)):
        return errors.too_often(request)
    ended = end_sessions(actor=actor, keep_key=session_key(request), one=request.POST.get("one", ""))
    return redirect("/konto/", _("Session ended.") if ended else _("There was nothing to end."))


@require_POST
@needs("account")
def page_size(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep how many tickets the person wants on a page; back to the list."""
    wanted = request.POST.get("size", "")
    remember_page_size(actor=actor, size=whole_number(wanted, 9999) or 0)
    return redirect(own_path(request.POST.get("back"), "/tickets/"))


@require_safe
@needs("account")
def companies(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the companies the person works for."""
    context = {"here": "account", "companies": own_companies(actor)}
    return agent_page(request, actor, "agent/account/companies.html", context)


@require_POST
@needs("account")
def company_switch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Work for another company from now on."""
    # In the session's data as well: whatever saves it later writes the row anew from there.
    request.session["company"] = switch_company(
        actor=actor,
        membership_id=whole_number(request.POST.get("membership")) or 0,
        session_key=session_key(request),
    )
    # Forms of windows that are open already are of the company before: numbers mean other tickets here.
    rotate_token(request)
    return redirect("/")


def _page(
    request: HttpRequest,
    actor: Actor,
    refusal: RefusedError | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "here": "account",
        "errors": errors_of(refusal),
        "name": (typed or {}).get("name", actor.name),
        "page_choices": [(size, str(size)) for size in PAGE_SIZES],
        "notice_kinds": wanted_kinds(actor),
        "push_key": public_key(),
        "sessions": own_sessions(actor, session_key(request)),
    }
    return agent_page(request, actor, "agent/account/page.html", context, status_of(refusal))
