"""The one callable that the server runs: live hints as a coroutine, Django under WSGI in threads.

Measured for a page with one query, Django's own ASGI handler needs three times the CPU of this;
see docs/adr/0003-serving.md.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware

from anliegen.config.wsgi import application as django
from anliegen.live.stream import PATH, live

THREADS = 12

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

_pages = WSGIMiddleware(django, workers=THREADS, send_queue_size=32)


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request. The server's awaitables become the coroutines that the bridge asks for."""
    if scope["type"] == "lifespan":
        return
    if scope["path"] == PATH:
        await live(scope, receive, send)
        return

    async def take() -> Any:
        return await receive()

    async def give(message: Any) -> None:
        await send(message)

    await _pages(scope, take, give)
