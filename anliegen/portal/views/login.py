"""Coming and going: log-in by password or mail link, invitation, log-out, new password.

A link is only used up by a form: programs that look through mails open links by themselves.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.gate import needs, portal_public
from anliegen.accounts.limits import allow
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import own_path
from anliegen.common.refusal import said
from anliegen.customers import portal_login
from anliegen.customers.portal import PortalActor, PortalCompany, PortalVisit
from anliegen.portal import cookie
from anliegen.portal.page import portal_page, redirect
from anliegen.portal.views import errors


@require_http_methods(["GET", "HEAD", "POST"])
@portal_public
def login(request: HttpRequest, visit: PortalVisit) -> HttpResponse:
    """Show the form, or log in."""
    email = request.POST.get("email", "").strip()[:254]
    context = {"email": email, "next": request.GET.get("next", ""), "problem": ""}
    if request.method != "POST":
        return portal_page(request, visit.company, "portal/login.html", context)
    if not allow(request, "portal_login", key=f"{visit.company.slug}:{email.lower()}"):
        return errors.too_often(request)
    account = portal_login.account_with_password(visit.company, email, request.POST.get("password", ""))
    if account is None:
        context["problem"] = _("Logging in did not work. E-mail address or password are wrong.")
        return portal_page(request, visit.company, "portal/login.html", context, 422)
    return _logged_in(request, visit.company, portal_login.open_session(visit.company, account))


@require_POST
@portal_public
def logout(request: HttpRequest, visit: PortalVisit) -> HttpResponse:
    """End the session."""
    portal_login.close_session(visit.company, request.COOKIES.get(cookie.NAME, ""))
    return cookie.log_out(redirect(visit.company, "login", _("You are logged out.")), visit.company)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_public
def ask_for_link(request: HttpRequest, visit: PortalVisit) -> HttpResponse:
    """Show the form, or have a link mailed; the answer is the same whoever asks."""
    email = request.POST.get("email", "").strip()[:254]
    if request.method != "POST":
        return portal_page(request, visit.company, "portal/ask_for_link.html", {"sent": False})
    if not allow(request, "portal_link", key=f"{visit.company.slug}:{email.lower()}"):
        return errors.too_often(request)
    portal_login.ask_for_link(visit.company, email)
    return portal_page(request, visit.company, "portal/ask_for_link.html", {"sent": True})


@require_http_methods(["GET", "HEAD", "POST"])
@portal_public
def link(request: HttpRequest, visit: PortalVisit, token: str) -> HttpResponse:
    """Show the button, or log in by the link."""
    purpose = portal_login.LOG_IN
    if not allow(request, "portal_token"):
        return errors.too_often(request)
    try:
        if request.method != "POST":
            portal_login.account_of_link(visit.company, token, purpose)
            return portal_page(request, visit.company, "portal/link.html")
        account = portal_login.use_link(visit.company, token, purpose)
    except NotFoundError:
        return errors.link_ended(request)
    return _logged_in(request, visit.company, portal_login.open_session(visit.company, account))


@require_http_methods(["GET", "HEAD", "POST"])
@portal_public
def invitation(request: HttpRequest, visit: PortalVisit, token: str) -> HttpResponse:
    """Show the welcome, or accept the invitation, with a password or without one."""
    purpose = portal_login.INVITATION
    if not allow(request, "portal_token"):
        return errors.too_often(request)
    context = {"problem": "", "email": ""}
    try:
        account = portal_login.account_of_link(visit.company, token, purpose)
        context["email"] = account.email
        if request.method == "POST":
            account = portal_login.use_link(visit.company, token, purpose, request.POST.get("password", ""))
            return _logged_in(request, visit.company, portal_login.open_session(visit.company, account))
    except NotFoundError:
        return errors.link_ended(request)
    except RefusedError as refusal:
        context["problem"] = said(refusal)
    status = 422 if context["problem"] else 200
    return portal_page(request, visit.company, "portal/invitation.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("portal.view")
def password(request: HttpRequest, actor: PortalActor) -> HttpResponse:
    """Show the form for a password of the contact's own, or store it."""
    problem = ""
    if request.method == "POST":
        try:
            key = request.COOKIES.get(cookie.NAME, "")
            portal_login.change_password(actor, request.POST.get("password", ""), keep=key)
            return redirect(actor.company, "requests", _("Your password is changed."))
        except RefusedError as refusal:
            problem = said(refusal)
    context = {"problem": problem}
    return portal_page(
        request, actor.company, "portal/password.html", context, 422 if problem else 200, actor
    )


def _logged_in(request: HttpRequest, company: PortalCompany, key: str) -> HttpResponse:
    home = cookie.path_of(company)
    target = own_path(request.POST.get("next"), home)
    # Only into this portal: the address of another company's is a path of our own as well.
    response = HttpResponseRedirect(target if target.startswith(home) else home)
    response.status_code = 303
    return cookie.log_in(response, company, key)
