"""What no browser sends is refused before anything reads it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from anliegen.agent.views import errors

LONGEST_QUERY = 8192


class RequestLimits:
    """Middleware: 413 for too large a body, 414 for too long an address, 400 for NUL or a foreign host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = refusal(request)
        if not status:
            return self._get_response(request)
        # Whoever was answered last in this thread may have spoken another language.
        with translation.override(translation.get_language_from_request(request)):
            return errors.too_much(request, status)


def refusal(request: HttpRequest) -> int:
    """Return the status with which the request is refused, or 0."""
    try:
        request.get_host()
    except DisallowedHost:
        return 400
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        return 400
    if int(length) > settings.MAX_BODY_BYTES:
        return 413
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY or len(request.path) > LONGEST_QUERY:
        return 414
    if "\x00" in request.path or "%00" in query.lower() or _is_broken(request.path):
        return 400
    return 0


def _is_broken(text: str) -> bool:
    """Lone surrogates cannot be written to the database or to an answer."""
    return any(0xD800 <= ord(c) <= 0xDFFF for c in text)
