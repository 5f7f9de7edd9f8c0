"""The one callable that the server runs: live hints as a coroutine, Django under WSGI in threads.

Measured for a page with one query, Django's own ASGI handler needs three times the CPU of this;
see docs/adr/0003-serving.md.
"""

import asyncio
import re
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from types import FrameType
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings

from anliegen.common.addresses import is_files_host
from anliegen.config.wsgi import application as django
from anliegen.live.stream import live, say_goodbye
from anliegen.portal import cookie as portal_cookie

THREADS = 12
_LIVE = "/live/"
# Below the portal's own path, because its cookie is sent nowhere else.
_PORTAL_LIVE = re.compile(r"/portal/([-\w]+)/live/", re.ASCII)

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

_pages = WSGIMiddleware(django, workers=THREADS, send_queue_size=32)


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request. The server's awaitables become the coroutines that the bridge asks for."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["path"] == _LIVE and not _is_for_files(scope):
        await live(scope, receive, send, cookie=settings.SESSION_COOKIE_NAME)
        return
    if (portal := _PORTAL_LIVE.fullmatch(scope["path"])) and not _is_for_files(scope):
        await live(scope, receive, send, cookie=portal_cookie.NAME, portal=portal[1])
        return

    async def take() -> Any:
        return await receive()

    async def give(message: Any) -> None:
        await send(message)

    await _pages(scope, take, give)


def _is_for_files(scope: dict[str, Any]) -> bool:
    """Nobody is known on the host of files: there are no streams, as there are no pages."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return is_files_host(host.decode("latin-1"))


async def _lifespan(receive: Receive, send: Send) -> None:
    """Hear of the order to stop: the server waits for open streams, and is killed in the end if they stay."""
    loop = asyncio.get_running_loop()
    farewells: list[Future[None]] = []

    def stop(number: int, frame: FrameType | None) -> None:
        farewells.append(asyncio.run_coroutine_threadsafe(say_goodbye(), loop))

    await receive()
    # The loop's own handler, by which the server stops, hears of the signal by another way and stays.
    signal.signal(signal.SIGTERM, stop)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
