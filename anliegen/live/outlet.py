"""What goes out to one browser: a short queue, and the words that every stream may have to say."""

import asyncio
import time
from collections import deque
from typing import Any

from anliegen.live.sessions import Key, Listener

WAITING = 64  # hints that a stream may be behind
HEARTBEAT_SECONDS = 15
# A reader that takes nothing keeps its stream's task waiting, and a place of its person.
PATIENCE_SECONDS = 5
REFETCH = b"event: refetch\ndata: {}\n\n"
# The browser would come back on its own and only then learn that it must not.
ENDED = b"event: ended\ndata: {}\n\n"


class Stream:
    """One browser's stream: what it still has to be sent, and whether it must end."""

    __slots__ = (
        "_flow",
        "_said",
        "_waiting",
        "_wake",
        "checked",
        "closed",
        "farewell",
        "key",
        "listener",
        "since",
    )

    def __init__(self, key: Key, listener: Listener, flow: "asyncio.Task[Any] | None" = None) -> None:
        """`flow` is the task that sends what is pushed."""
        self.key = key
        self.listener = listener
        self.checked = self.since = time.monotonic()
        self.closed = False
        self.farewell = b""
        self._flow = flow
        self._said = 0
        self._waiting: deque[bytes] = deque()
        self._wake = asyncio.Event()

    def push(self, chunk: bytes) -> None:
        """Queue a chunk; a reader that is too far behind is let go, and comes back for all of it."""
        self._said += 1
        self._queue(chunk)

    def close(self, farewell: bytes = b"") -> None:
        """End the stream; the browser comes back unless the farewell tells it not to."""
        if not self.closed:
            self.since = time.monotonic()
        self.closed, self.farewell = True, farewell
        self._waiting.clear()
        self._wake.set()

    async def next(self) -> bytes:
        """Wait until there is something to send; return it, or b"" when the stream is closed.

        Without a time of its own: with a thousand streams the timers would cost more than the sending.
        """
        await self._wake.wait()
        self._wake.clear()
        chunks = b"".join(self._waiting)
        self._waiting.clear()
        self.since = time.monotonic()
        return chunks

    def tend(self, now: float) -> None:
        """Give a sign of life when nothing was sent for a while; cut off who does not take the end either."""
        silent = now - self.since
        if self.closed and silent > PATIENCE_SECONDS and self._flow:
            self._flow.cancel()
        elif not self.closed and silent > HEARTBEAT_SECONDS:
            self._queue(beat(self._said))

    def _queue(self, chunk: bytes) -> None:
        if len(self._waiting) >= WAITING:
            self.close()
        else:
            self._waiting.append(chunk)
            self._wake.set()


def beat(said: int) -> bytes:
    """Return a sign of life: without it a page could not tell a quiet hour from a dead line.

    It says how much this stream was told, so that a page notices what was lost on the way.
    """
    return b'event: beat\ndata: {"said": %d}\n\n' % said
