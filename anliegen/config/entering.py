"""How a request enters: its transaction, and who the session's cookie says it is.

The gate does it for every request; pages that say no do it once more, when the gate's transaction is over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from anliegen.accounts.actor import Actor, resolve
from anliegen.accounts.support import through_door
from anliegen.common.ids import digest

log = structlog.get_logger(__name__)
SAFE = ("GET", "HEAD", "OPTIONS")


def session_key(request: HttpRequest) -> str:
    """Return the digest of the session's cookie, or "" without one."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return digest(cookie) if cookie else ""


def actor_of(request: HttpRequest, *, door: bool) -> Actor | None:
    """Find who is logged in and open their tenant; with `door`, as whom they look into another company."""
    key = session_key(request)
    actor = resolve(key) if key else None
    return through_door(actor, key) if actor and actor.is_operator and door else actor


@contextmanager
def request_transaction(*, reads_only: bool) -> Iterator[None]:
    """Open the request's transaction; one that only reads begins with BEGIN READ ONLY.

    Inside another transaction, as tests run, that is no longer possible: there it costs a statement.
    """
    if not reads_only:
        with transaction.atomic():
            yield
    elif connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            yield
    else:
        connection.ensure_connection()
        session = connection.connection
        session.read_only = True
        try:
            with transaction.atomic():
                yield
        finally:
            # The connection goes back to the pool, where the next request may write.
            if not session.closed:
                session.read_only = None


def is_portal(request: HttpRequest) -> bool:
    """Say whether the address is of the portal."""
    return request.path_info.startswith("/portal/")


def _is_page(request: HttpRequest) -> bool:
    # Not by Sec-Fetch-Dest: what goes through the service worker is for no document any more.
    wants_page = "text/html" in request.headers.get("Accept", "text/html")
    return wants_page and not request.headers.get("HX-Request")


def in_frame(request: HttpRequest, refuse: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Answer with a page that says no, inside the frame of somebody who is logged in.

    What no person sees as a page (parts of one, files, what scripts fetch) has no frame, and the portal has
    its own. Should the frame not come about, for whatever reason, the page stands alone.
    """
    if not session_key(request) or is_portal(request) or not _is_page(request):
        return refuse(request)
    try:
        with request_transaction(reads_only=True):
            actor = actor_of(request, door=True)
            request.framed = actor  # type: ignore[attr-defined]
            if actor:
                translation.activate(actor.language)
            return refuse(request)
    except Exception as failure:
        log.warning("no frame", failure=type(failure).__name__)
        request.framed = None  # type: ignore[attr-defined]
        return refuse(request)
