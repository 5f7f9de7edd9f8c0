"""The floor: the least a page of 50 rows can cost here. One indexed query and the same rows in Jinja2."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anliegen.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402  (settings first)
from django.template.loader import get_template  # noqa: E402

from anliegen.accounts.access import colleagues  # noqa: E402
from anliegen.accounts.actor import Actor, for_membership  # noqa: E402
from anliegen.common import tenancy  # noqa: E402
from anliegen.tickets.queries.filters import Filters  # noqa: E402
from anliegen.tickets.queries.labels import labels_for  # noqa: E402
from anliegen.tickets.queries.overview import Window, rows_for  # noqa: E402

_template = get_template("agent/overview/floor.html")
_known: dict[str, Any] = {}


def page(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer every request with 50 rows of the big company."""
    with transaction.atomic():
        tenancy.enter(1, 1)
        actor = _actor()
        rows = rows_for(actor, Filters(), Window(0, 50, 50, 0))
    body = _template.render({"rows": rows, **_known}).encode()
    connection.close()
    start_response(
        "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    )
    return [body]


def _actor() -> Actor:
    """Names and labels are looked up once: the floor is one query."""
    if not _known:
        actor = for_membership(1)
        people = {c.id: c for c in colleagues(actor)}
        _known.update(actor=actor, people=people, labels=labels_for(actor), year=2026, being_sent=frozenset())
    actor = _known["actor"]
    assert isinstance(actor, Actor)
    return actor


_pages = WSGIMiddleware(page, workers=12)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The same bridge as the product's own, in config/asgi.py."""
    if scope["type"] == "lifespan":
        return

    async def take() -> Any:
        return await receive()

    async def give(message: Any) -> None:
        await send(message)

    await _pages(scope, take, give)
