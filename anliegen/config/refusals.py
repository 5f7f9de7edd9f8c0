"""Which face answers a request that no view has seen: by its address, since there is nothing else yet."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from anliegen.agent.views import errors
from anliegen.config.entering import in_frame, is_portal
from anliegen.portal.views import errors as portal_errors


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for an address that leads nowhere: to strangers in their browser's language, for no statement."""
    if is_portal(request):
        return portal_errors.not_found(request)
    with translation.override(translation.get_language_from_request(request)):
        return in_frame(request, errors.not_found)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what no browser sends, 413 for a form with more text than there is room for."""
    face: Any = portal_errors if is_portal(request) else errors
    refused: HttpResponse = face.too_much(request, 413 if isinstance(exception, RequestDataTooBig) else 400)
    return refused


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not ours or is too old; what was typed is shown again."""
    return portal_errors.too_old(request) if is_portal(request) else errors.csrf_failure(request, reason)
