"""The portal's pages that say no, in plain words and in the company's look."""

from urllib.parse import quote

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from anliegen.customers.portal import PortalVisit
from anliegen.portal.page import portal_page


def not_found(request: HttpRequest) -> HttpResponse:
    """404: the same for what does not exist and what is not the contact's."""
    text = _("This page does not exist, or it is not meant for you.")
    return _answer(request, 404, _("Not found"), text)


def link_ended(request: HttpRequest) -> HttpResponse:
    """404 for a link that was used, replaced, is too old or never existed."""
    text = _("This link is no longer valid. Every link works once. You can ask for a new one here.")
    return _answer(request, 404, _("The link has ended"), text)


def forbidden(request: HttpRequest) -> HttpResponse:
    """403: sent from a foreign page."""
    return _answer(request, 403, _("Not possible"), _("This is not possible here."))


def too_old(request: HttpRequest) -> HttpResponse:
    """403 for a form without a good token; what was typed is shown again."""
    text = _("The page was open for too long. Please go back, reload it and send again.")
    return _answer(request, 403, _("Please send again"), text)


def suspended(request: HttpRequest) -> HttpResponse:
    """503 while the company is suspended: its customers get a sentence and the telephone number."""
    text = _("This portal is not available at present. Please call.")
    return _answer(request, 503, _("Not available at present"), text)


def server_error(request: HttpRequest, number: str = "") -> HttpResponse:
    """500 with the number under which the log knows it."""
    text = _("That did not work. Please try again in a moment, or call us. Number of the error: %(number)s")
    return _answer(request, 500, _("That did not work"), text % {"number": number})


def bad_request(request: HttpRequest) -> HttpResponse:
    """400 for what cannot be stored and no browser sends."""
    return _answer(request, 400, _("Not understood"), _("The request could not be understood."))


def too_much(request: HttpRequest, status: int) -> HttpResponse:
    """413 for more than there is room for, 400 for what no browser sends."""
    if status == 400:
        return bad_request(request)
    text = _("The request is too large. At most 25 MB per file are possible.")
    return _answer(request, 413, _("Too large"), text)


def no_room(request: HttpRequest) -> HttpResponse:
    """507 when the disk is full; what was typed is shown again."""
    text = _("We cannot store anything at present. Please try again later, or call us.")
    return _answer(request, 507, _("Please wait a moment"), text)


def too_often(request: HttpRequest) -> HttpResponse:
    """429 for more attempts than a person makes."""
    text = _("That was too often. Please wait a few minutes, or call us.")
    return _answer(request, 429, _("Please wait a moment"), text)


def login_needed(request: HttpRequest) -> HttpResponse:
    """Lead to the portal's own log-in; a form gets 401 with what was typed."""
    visit: PortalVisit = request.visit  # type: ignore[attr-defined]
    if request.method in {"GET", "HEAD"}:
        target = reverse("portal-login", kwargs={"slug": visit.company.slug})
        response = HttpResponseRedirect(f"{target}?next={quote(request.get_full_path())}")
        response.status_code = 303
        return response
    text = _("You have been logged out. Please log in again.")
    return _answer(request, 401, _("Please log in again"), text)


def _answer(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    visit: PortalVisit | None = getattr(request, "visit", None)
    context = {"title": title, "text": text, "typed": _typed(request), "status": status}
    if visit is None:
        return HttpResponse(render_to_string("portal/nowhere.html", context, request), status=status)
    return portal_page(request, visit.company, "portal/error.html", context, status, visit.actor)


def _typed(request: HttpRequest) -> list[str]:
    try:
        items = request.POST.items() if request.method == "POST" else ()
    except SuspiciousOperation:
        return []  # more than can be read
    return [str(value) for key, value in items if key in {"subject", "body"} and value]
