"""The gate every request passes: one transaction, one actor, one tenant, one set of answers.

GET and HEAD run in a read-only transaction, so that a page that writes fails in the first test.
Rights are read from the database in each request; nothing about them is kept in a session.
"""

import uuid
from collections.abc import Callable
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, InternalError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from anliegen.accounts.access import closed_company
from anliegen.accounts.actor import Actor
from anliegen.accounts.roles import BY_GRANT, OPERATOR_ONLY, PORTAL_MAY, PORTAL_PUBLIC, PUBLIC
from anliegen.accounts.support import SupportEndedError, note_page
from anliegen.agent.views import errors
from anliegen.common.errors import ForbiddenError, NotFoundError, is_full_disk
from anliegen.common.ids import digest
from anliegen.config import files_host
from anliegen.config.entering import SAFE, actor_of, in_frame, request_transaction, session_key
from anliegen.customers.portal import enter as portal_enter
from anliegen.portal import cookie as portal_cookie
from anliegen.portal.views import errors as portal_errors

log = structlog.get_logger(__name__)
# Parameters in which people are searched for.
_SEARCHED = {"q", "customer_query"}
_PORTAL = PORTAL_MAY | {PORTAL_PUBLIC}


class Refusals(Protocol):
    """The pages of a face that say no."""

    def forbidden(self, request: HttpRequest) -> HttpResponse: ...
    def not_found(self, request: HttpRequest) -> HttpResponse: ...
    def server_error(self, request: HttpRequest, number: str) -> HttpResponse: ...
    def no_room(self, request: HttpRequest) -> HttpResponse: ...
    def bad_request(self, request: HttpRequest) -> HttpResponse: ...
    def too_much(self, request: HttpRequest, status: int) -> HttpResponse: ...


class Gate:
    """Middleware: calls the view itself, with the actor, inside the transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate("de")
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse:
        """Answer the request; Django then skips its own call of the view."""
        capability = view.capability  # type: ignore[attr-defined]
        refusal: Refusals = portal_errors if capability in _PORTAL else errors
        if _comes_from_elsewhere(request):
            return refusal.forbidden(request)
        try:
            return _in_transaction(request, view, capability, kwargs)
        except SupportEndedError as ended:
            return errors.support_ended(request, ended.company)
        except NotFoundError:
            return in_frame(request, refusal.not_found)
        except ForbiddenError:
            return in_frame(request, refusal.forbidden)
        except Exception as failure:
            return _failed(request, view, refusal, failure)


def _failed(
    request: HttpRequest, view: Callable[..., HttpResponse], refusal: Refusals, failure: Exception
) -> HttpResponse:
    """Answer what no view has foreseen; called while the failure is being handled."""
    if is_full_disk(failure):
        log.error("no room", failure=type(failure).__name__)
        return refusal.no_room(request)
    if _is_beyond_support(request, failure):
        return in_frame(request, refusal.forbidden)
    name = getattr(view, "__qualname__", "")
    if isinstance(failure, SuspiciousOperation):
        log.warning("request refused", failure=type(failure).__name__, view=name)
        return refusal.too_much(request, 413 if isinstance(failure, RequestDataTooBig) else 400)
    if isinstance(failure, DataError | UnicodeEncodeError):
        # The net below the forms: NUL, lone surrogates, numbers that no column holds.
        log.warning("input refused", failure=type(failure).__name__, view=name)
        return in_frame(request, refusal.bad_request)
    number = uuid.uuid4().hex[:8].upper()
    log.exception("request failed", number=number, view=name)
    if settings.DEBUG_PROPAGATE:
        raise failure
    if isinstance(failure, OperationalError | InterfaceError):
        return refusal.server_error(request, number)  # asking the database once more makes it worse
    return in_frame(request, lambda again: refusal.server_error(again, number))


def _in_transaction(
    request: HttpRequest, view: Callable[..., HttpResponse], capability: str, kwargs: dict[str, Any]
) -> HttpResponse:
    is_safe = request.method in SAFE
    with request_transaction(reads_only=is_safe):
        response = _within(request, view, capability, kwargs)
        if not is_safe and _takes_back(response):
            transaction.set_rollback(True)
        elif not is_safe:
            _record(request, view, response, "support-changed")
    if is_safe:
        # Reading was a read-only transaction. What cannot be recorded after it is not shown.
        _record(request, view, response, "support-viewed")
    return response


def _record(
    request: HttpRequest, view: Callable[..., HttpResponse], response: HttpResponse, verb: str
) -> None:
    """Write what somebody of the operator has seen or done into the record of the company they look into."""
    actor = getattr(request, "actor", None)
    if not actor or not actor.support or getattr(view, "decoration", False) or response.status_code >= 400:
        return
    with transaction.atomic():
        noted = note_page(session_key(request), verb, request.method or "", _page_of(request))
    if not noted:
        raise SupportEndedError(actor.company_name)


def _page_of(request: HttpRequest) -> str:
    """Return the address without the words searched for: whose name it was must not stay in the record."""
    query = request.GET.copy()
    for name in _SEARCHED.intersection(query):
        query[name] = "*"
    return request.path + (f"?{query.urlencode(safe='*')}" if query else "")


def _is_beyond_support(request: HttpRequest, failure: Exception) -> bool:
    """What is written in a person's name the database refuses to somebody who belongs to another company."""
    actor = getattr(request, "actor", None)
    return bool(actor and actor.support) and isinstance(failure, IntegrityError | InternalError)


def _takes_back(response: HttpResponse) -> bool:
    """Say whether nothing of the request may stay: it was refused, and keeps no uploads for its form."""
    return response.status_code >= 400 and not getattr(response, "keeps_uploads", False)


def _within(
    request: HttpRequest, view: Callable[..., HttpResponse], capability: str, kwargs: dict[str, Any]
) -> HttpResponse:
    if capability in _PORTAL:
        return _within_portal(request, view, capability, kwargs)
    actor = actor_of(request, door=capability != PUBLIC and not getattr(view, "as_oneself", False))
    request.actor = actor  # type: ignore[attr-defined]
    if actor:
        translation.activate(actor.language)
    if capability == PUBLIC:
        response = view(request, **kwargs)
    elif actor is None:
        closed = closed_company(session_key(request))
        response = errors.company_closed(request, closed) if closed else errors.login_needed(request)
    elif capability in OPERATOR_ONLY and not actor.is_operator:
        raise NotFoundError
    elif not actor.can(capability) or _only_reads(actor, request):
        raise ForbiddenError(capability)
    else:
        response = view(request, actor, **kwargs)
    render = getattr(response, "render", None)
    if callable(render):
        render()
    return response


def _within_portal(
    request: HttpRequest, view: Callable[..., HttpResponse], capability: str, kwargs: dict[str, Any]
) -> HttpResponse:
    """The same for the portal: the company stands in the address, the contact behind its own cookie."""
    visit = portal_enter(kwargs.pop("slug"), digest(request.COOKIES.get(portal_cookie.NAME, "")))
    if visit is None:
        raise NotFoundError
    request.visit = visit  # type: ignore[attr-defined]
    if visit.company.is_suspended and not getattr(view, "even_suspended", False):
        return portal_errors.suspended(request)
    if capability == PORTAL_PUBLIC:
        return view(request, visit, **kwargs)
    if visit.actor is None:
        return portal_errors.login_needed(request)
    if not visit.actor.can(capability):
        raise ForbiddenError(capability)
    return view(request, visit.actor, **kwargs)


def _only_reads(actor: Actor, request: HttpRequest) -> bool:
    """Say whether the request would write through a door that is open for reading."""
    return bool(actor.support and not actor.support.can_write) and request.method not in SAFE


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    """Browsers say where a request was started; a foreign page may only lead here by a link."""
    return request.method not in SAFE and request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}


@register()
def every_url_declares_a_capability(app_configs: Any, **kwargs: Any) -> list[Error]:
    """System check: a URL without `@needs(…)` or `@public` keeps the product from starting.

    What is right by its address alone stands on the host of files, and nothing else does.
    """
    pages = [(route, pattern, False) for route, pattern in walk(get_resolver().url_patterns)]
    granted = [(route, pattern, True) for route, pattern in walk(get_resolver(files_host.URLS).url_patterns)]
    return [
        Error(f"The URL {route!r} declares no capability.", hint="Use @needs or @public.", id="anliegen.E001")
        for route, pattern, by_grant in (*pages, *granted)
        if not _is_declared(pattern.callback, by_grant)
    ]


def _is_declared(view: object, by_grant: bool) -> bool:
    capability = getattr(view, "capability", None)
    return capability is not None and (capability == BY_GRANT) == by_grant


def walk(patterns: list[Any], prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Return (route, pattern) of every URL below the patterns."""
    found: list[tuple[str, URLPattern]] = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += walk(pattern.url_patterns, route)
        else:
            found.append((route, pattern))
    return found
