"""The pages that say no. One body per kind, whatever was asked for, so that nothing can be probed."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anliegen.accounts.gate import public
from anliegen.agent.page import agent_page, page_before_login
from anliegen.agent.typed import typed_in
from anliegen.common.http import own_path, page, redirect

log = structlog.get_logger(__name__)
_TICKET = re.compile(r"/tickets/\d+/")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and what the person may not see."""
    text = _("This page does not exist, or you are not allowed to see it.")
    if _TICKET.match(request.path_info):
        text = _("This ticket does not exist, or you are not allowed to see it.")
    return _answer(request, 404, _("Not found"), text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: visible, but not allowed to this role, or sent from a foreign page."""
    return _answer(request, 403, _("Not allowed"), _("Your role does not allow this."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what no browser sends."""
    return _answer(request, 400, _("Not understood"), _("The request could not be understood."))


def server_error(request: HttpRequest, number: str = "") -> HttpResponse:
    """500 with the number under which the log knows it."""
    title, text = _("That did not work"), _("The page could not be loaded. Please try again in a moment.")
    try:
        return _answer(request, 500, title, text, number=number)
    except Exception:
        if getattr(request, "framed", None):
            raise  # without its frame it may come about
        # What is broken may be what the page is made of.
        log.exception("error page failed", number=number)
        return HttpResponse(_bare(title, text, number, typed_in(request)), status=500)


def no_room(request: HttpRequest) -> HttpResponse:
    """507 when the disk is full; what was typed is shown again."""
    text = _("The server's disk is full. Nothing was saved; please tell your administrator and try again.")
    return _answer(request, 507, _("No room"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not ours or is too old; what was typed is shown again."""
    text = _("The form was too old. Please go back, reload the page and send it again.")
    return _answer(request, 403, _("Please send again"), text)


def login_needed(request: HttpRequest) -> HttpResponse:
    """Lead a person to the log-in; a form or script gets 401 with what was typed."""
    if request.method in {"GET", "HEAD"} and request.headers.get("HX-Request") != "true":
        return redirect(f"/anmelden/?next={quote(request.get_full_path())}")
    text = _("You have been logged out. Please log in again; your text is kept.")
    answer = _answer(request, 401, _("Please log in again"), text, again=_came_from(request))
    if request.method == "GET" and request.path == reverse("overview"):
        # A filter of the list: nothing is typed there that is not in the address.
        answer["HX-Redirect"] = f"/anmelden/?next={quote(request.get_full_path())}"
    return answer


def company_closed(request: HttpRequest, company: str) -> HttpResponse:
    """403 for people of a suspended company who were at work, or come back with an open session."""
    text = _("The access of %(company)s is suspended at present. Everything is kept.")
    return _answer(request, 403, _("Access suspended"), text % {"company": company}, way="closed")


def support_ended(request: HttpRequest, company: str) -> HttpResponse:
    """403 for somebody of the operator whose door into a company has been shut, or has run out."""
    text = _("The support access to %(company)s has ended.") % {"company": company}
    return _answer(request, 403, _("Access ended"), text, way="support")


def link_ended(request: HttpRequest, purpose: str) -> HttpResponse:
    """404 for a link out of a mail that was used, replaced, is too old or never existed; says the way on."""
    texts = {
        "invitation": _("An invitation works once and for seven days. Please have yourself invited again."),
        "password": _("The link for a new password works once and for 30 minutes."),
        "export": _("The link to an export works once and for seven days. Please ask for a new one."),
    }
    context = {"text": texts[purpose], "purpose": purpose}
    return page_before_login(request, "account/link_ended.html", context, 404)


def too_much(request: HttpRequest, status: int) -> HttpResponse:
    """400, 413 or 414 for a request that is refused unread."""
    if status == 400:
        return bad_request(request)
    text = _("The request is too large. At most 25 MB per file are possible.")
    context = {"title": _("Too large"), "text": text, "number": "", "status": status, "typed": []}
    return page(request, "agent/error.html", context | {"way": "", "again": ""}, status)


def too_often(request: HttpRequest) -> HttpResponse:
    """429 for more attempts than a person makes."""
    return _answer(request, 429, _("Too many attempts"), _("That was too often. Please try again later."))


@public
def offline(request: HttpRequest) -> HttpResponse:
    """The page shown without a connection."""
    return _answer(request, 200, _("No connection"), _("You are offline. What you have typed is kept."))


def _answer(
    request: HttpRequest,
    status: int,
    title: str,
    text: str,
    number: str = "",
    way: str = "",
    again: str = "",
) -> HttpResponse:
    """`way`: where the page leads on: "" to the start, "support" out of a company, "closed" to the log-in.

    `again`: the path to which it leads back, for a failed page that one by itself.
    """
    context: dict[str, Any] = {
        "title": title,
        "text": text,
        "number": number,
        "status": status,
        "typed": typed_in(request),
        "way": way,
        "again": request.get_full_path() if status == 500 and request.method == "GET" else again,
    }
    framed = getattr(request, "framed", None)  # the gate has found who asks, and the database answers
    if framed:
        return agent_page(request, framed, "agent/error.html", context, status)
    template = "agent/error_fragment.html" if request.headers.get("HX-Request") else "agent/error.html"
    return page(request, template, context, status)


def _bare(title: str, text: str, number: str, typed: list[str]) -> str:
    """Return a page that needs no template, no style and no script."""
    kept = "".join(f"<textarea rows=6 cols=60 readonly>{escape(item)}</textarea>" for item in typed)
    return (
        f'<!doctype html><html lang="{get_language() or "de"}"><title>{escape(title)}</title>'
        f"<h1>{escape(title)}</h1><p>{escape(text)} {escape(number)}</p>{kept}"
        '<p><a href="/">Start</a></p>'
    )


def _came_from(request: HttpRequest) -> str:
    """Return the path of the page on which the form stood, "" if that was none of ours."""
    try:
        page_url = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        return ""
    if page_url.netloc != request.get_host():
        return ""
    return own_path(page_url._replace(scheme="", netloc="", fragment="").geturl(), "")
