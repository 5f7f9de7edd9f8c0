"""Manners of HTTP shared by all faces: pages and fragments, notices across a redirect, safe targets."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

NOTICE_COOKIE = "notice"


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a template to a response. A notice left by the page before is shown once.

    A page that answers a form itself brings its own `notice`, as read_notice() returns it.
    """
    values = dict(context or {})
    raw = request.COOKIES.get(NOTICE_COOKIE)
    values.setdefault("notice", read_notice(raw))
    response = HttpResponse(render_to_string(template, values, request), status=status)
    if raw is not None:
        response.delete_cookie(NOTICE_COOKIE)
    return response


def is_fragment(request: HttpRequest) -> bool:
    """Say whether a script asks for a part of the page, not a person for the whole."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


# The address of a form that takes something back, and its fields; several values are fields of one name.
Undo = Mapping[str, str | list[str]]


def redirect(target: str, notice: str = "", undo: Undo | None = None) -> HttpResponse:
    """Answer a form with 303 to a page of our own, which then shows the notice once.

    `undo` holds the address and the fields of the form that takes the action back. The notice
    travels in a short-lived cookie: a session write per click would cost a statement each. Where the
    fields are too much for a cookie the notice comes without them.
    """
    response = HttpResponseRedirect(target)
    response.status_code = 303
    if notice:
        value = _cookie(notice, undo)
        if len(value) > _MOST_COOKIE:
            value = _cookie(notice, None)
        response.set_cookie(NOTICE_COOKIE, value, max_age=60, httponly=True, samesite="Lax")
    return response


# What browsers keep of a cookie, its name included.
_MOST_COOKIE = 4000


def _cookie(notice: str, undo: Undo | None) -> str:
    return quote(json.dumps({"text": notice, "undo": undo}, ensure_ascii=False))


def keeping_uploads(response: HttpResponse) -> HttpResponse:
    """Mark a refusal as one whose uploads stay, so that the form shown again still has them.

    Everything else that a refused request did is taken back by the gate; use it only where the action
    itself has already taken back what it did.
    """
    response.keeps_uploads = True  # type: ignore[attr-defined]
    return response


def carrying_pictures(response: HttpResponse) -> HttpResponse:
    """Mark a page that holds pictures in itself, stored nowhere: its content policy allows them."""
    response.carries_pictures = True  # type: ignore[attr-defined]
    return response


def framing(response: HttpResponse) -> HttpResponse:
    """Mark a page that shows foreign markup in frames of our own: its content policy allows them."""
    response.shows_frames = True  # type: ignore[attr-defined]
    return response


def read_notice(raw: str | None) -> dict[str, Any] | None:
    """Return the notice of a cookie as {"text", "undo"}, or None for nonsense.

    The cookie is the visitor's own; templates escape the text and undo goes through CSRF checks.
    """
    if not raw or len(raw) > _MOST_COOKIE:
        return None
    try:
        value = json.loads(unquote(raw))
    except ValueError:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    undo = value.get("undo")
    return {"text": value["text"], "undo": undo if isinstance(undo, dict) else None}


def own_path(target: str | None, default: str) -> str:
    """Return the target if it is a path of our own that resolves, else the default (no open redirect)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or len(target) > 2000:
        return default
    if any(ord(c) < 0x20 or c == "\\" for c in target):
        return default
    try:
        resolve(urlsplit(target).path)
    except (Resolver404, ValueError):
        return default
    return target
