"""The endpoint of the streams: Server-Sent Events as a bare coroutine, beside Django.

See docs/adr/0010-live.md. A stream holds no thread and no database connection.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

import psycopg
from django.conf import settings

from anliegen.common.ids import digest
from anliegen.live.hub import FullError, Hub
from anliegen.live.outlet import Stream
from anliegen.live.sessions import Key

GOODBYE_SECONDS = 1.5

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
_hubs: list[Hub] = []


async def live(scope: dict[str, Any], receive: Receive, send: Send, *, cookie: str, portal: str = "") -> None:
    """Answer one request for a stream: 200 and hints, or 401, 403, 405, 429, 503 at once.

    `cookie` names the one that holds the session; `portal` is the company's short name in the address
    of its portal, "" for the employees' stream.
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["method"] != "GET":
        return await _refuse(send, 405)
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return await _refuse(send, 403)
    try:
        key = Key(portal, _session(headers, cookie))
        stream = await _hub().join(key, headers.get("last-event-id", ""))
    except FullError:
        return await _refuse(send, 429)
    except (OSError, TimeoutError, psycopg.Error):
        return await _refuse(send, 503)
    if stream is None:
        return await _refuse(send, 401)
    try:
        await _flow(stream, receive, send)
    except asyncio.CancelledError:
        # Of a closed stream: its reader took nothing any more. The connection goes with this coroutine.
        if not stream.closed:
            raise
    finally:
        _hub().leave(stream)


async def _flow(stream: Stream, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    # Browsers come back at different moments after a restart.
    retry = random.randint(500, 3000)  # noqa: S311
    await send({"type": "http.response.body", "body": b"retry: %d\n\n" % retry, "more_body": True})
    gone = asyncio.ensure_future(_disconnected(receive, stream))
    try:
        while not stream.closed:
            if chunk := await stream.next():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": stream.farewell, "more_body": False})
    finally:
        gone.cancel()


async def _disconnected(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.close()


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _session(headers: dict[str, str], name: str) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        cookie = None
    return digest(cookie.value) if cookie else ""


async def say_goodbye() -> None:
    """End all streams because the process is told to stop; it would otherwise wait for them."""
    for hub in _hubs:
        await hub.end(GOODBYE_SECONDS)


def _hub() -> Hub:
    """Return the process's hub; it belongs to the event loop of the first stream."""
    if not _hubs:
        _hubs.append(Hub(settings.APP_URL))
    return _hubs[0]


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
