"""What goes out to one browser: a short queue, and the words that every stream may have to say."""

import asyncio
import contextlib
import time
from collections import deque

from anliegen.live.sessions import Key, Listener

WAITING = 64  # hints that a stream may be behind
REFETCH = b"event: refetch\ndata: {}\n\n"
# Without it a page could not tell a quiet hour from a dead line.
BEAT = b"event: beat\ndata: {}\n\n"
# The browser would come back on its own and only then learn that it must not.
ENDED = b"event: ended\ndata: {}\n\n"


class Stream:
    """One browser's stream: what it still has to be sent, and whether it must end."""

    __slots__ = ("_waiting", "_wake", "checked", "closed", "farewell", "key", "listener")

    def __init__(self, key: Key, listener: Listener) -> None:
        self.key = key
        self.listener = listener
        self.checked = time.monotonic()
        self.closed = False
        self.farewell = b""
        self._waiting: deque[bytes] = deque()
        self._wake = asyncio.Event()

    def push(self, chunk: bytes) -> None:
        """Queue a chunk; a reader that is too far behind is let go, and comes back for all of it."""
        if len(self._waiting) >= WAITING:
            self.close()
        else:
            self._waiting.append(chunk)
            self._wake.set()

    def close(self, farewell: bytes = b"") -> None:
        """End the stream; the browser comes back unless the farewell tells it not to."""
        self.closed, self.farewell = True, farewell
        self._waiting.clear()
        self._wake.set()

    async def next(self, seconds: float) -> bytes:
        """Return what waits, or b"" when nothing came in time or the stream is closed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)
        self._wake.clear()
        chunks = b"".join(self._waiting)
        self._waiting.clear()
        return chunks
