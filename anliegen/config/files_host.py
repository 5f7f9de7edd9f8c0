"""The host that files have for themselves: no cookie is read or set there, and nothing else is to be had."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from anliegen.accounts.gate import by_grant
from anliegen.accounts.roles import BY_GRANT
from anliegen.common.addresses import is_files_host
from anliegen.common.errors import NotFoundError
from anliegen.common.file_answers import CSP, content_of
from anliegen.common.file_grants import granted

URLS = "anliegen.config.files_urls"
log = structlog.get_logger(__name__)


class FilesHost:
    """Middleware: answers for the host of files alone, before anything that knows people or pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_files_host(request.META.get("HTTP_HOST", "")):
            return self._get_response(request)
        request.META.pop("HTTP_COOKIE", None)  # whatever is sent along is not even there to be looked at
        response = _answer(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


@by_grant
def handed_out(request: HttpRequest, token: str, name: str) -> FileResponse:
    """Send what the token in the address grants. The name is for people; it is not looked at."""
    grant, seconds = granted(token)
    response = content_of(grant)
    # Shown by pages of another origin. Kept no longer than its address means anything.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"private, max-age={seconds}" if grant.may_keep else "private, no-store"
    told = log.info if grant.variant == "original" else log.debug
    told("file sent", company=grant.company_id, file=grant.public_id, to=grant.person, variant=grant.variant)
    return response


def _answer(request: HttpRequest) -> HttpResponse | FileResponse:
    try:
        if request.method not in {"GET", "HEAD"}:
            raise NotFoundError
        view, _args, kwargs = resolve(request.path_info, URLS)
        if view.capability != BY_GRANT:
            raise NotFoundError
        response: FileResponse = view(request, **kwargs)
    except (Resolver404, NotFoundError):
        return _nothing(request)
    except Exception:
        if settings.DEBUG_PROPAGATE:
            raise
        log.exception("file not sent")
        return HttpResponse(status=500, content_type="text/plain; charset=utf-8")
    return response


def _nothing(request: HttpRequest) -> HttpResponse:
    """404, the same for everything: what never was, what has ended, and what is elsewhere."""
    with translation.override(translation.get_language_from_request(request)):
        text = _("There is nothing here, or not any more. Please open the file again where you found it.")
    return HttpResponse(text + "\n", status=404, content_type="text/plain; charset=utf-8")
