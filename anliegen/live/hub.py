"""The hub of a process: takes the database's hints in and gives them to the streams they concern.

Hints are hints: whoever misses one is told to fetch anew. So a slow reader is dropped instead of
buffered for, and after a lost connection to the database everybody fetches anew.
"""

import asyncio
import contextlib
import json
import random
import secrets
import time
from collections import deque
from typing import Any

import psycopg
import structlog

from anliegen.common.numbers import whole_number
from anliegen.live.sessions import Listener, Sessions

log = structlog.get_logger(__name__)

CHANNEL = "anliegen"
MOST_PER_PERSON = 20
WAITING = 64  # hints that a stream may be behind
REMEMBERED = 500  # hints that a reconnecting browser can still get
RECHECK_SECONDS = 30.0
FRESH_SECONDS = 1.0
REFETCH = b"event: refetch\ndata: {}\n\n"


class FullError(Exception):
    """The person has too many streams open already."""


class Stream:
    """One browser's stream: what it still has to be sent, and whether it must end."""

    __slots__ = ("_waiting", "_wake", "checked", "closed", "key", "listener")

    def __init__(self, key: str, listener: Listener) -> None:
        self.key = key
        self.listener = listener
        self.checked = time.monotonic()
        self.closed = False
        self._waiting: deque[bytes] = deque()
        self._wake = asyncio.Event()

    def push(self, chunk: bytes) -> None:
        """Queue a chunk; a reader that is too far behind is let go, and comes back for all of it."""
        if len(self._waiting) >= WAITING:
            self.close()
        else:
            self._waiting.append(chunk)
            self._wake.set()

    def close(self) -> None:
        self.closed = True
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


class Hub:
    """All streams of a process. Runs in one event loop; no thread, no connection per stream."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sessions = Sessions(url)
        self._streams: set[Stream] = set()
        self._boot = secrets.token_hex(4)
        self._count = 0
        self._past: deque[tuple[int, dict[str, Any], bytes]] = deque(maxlen=REMEMBERED)
        self._hints: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._tasks = [asyncio.create_task(job()) for job in (self._listen, self._deliver, self._recheck)]

    async def join(self, key: str, last_id: str) -> Stream | None:
        """Open a stream for the session with this digest; None when it may not listen.

        `last_id` is the last hint that the browser has seen, or "". Raises FullError, and OSError or
        psycopg.Error while the database is away.
        """
        listener = (await self._sessions.check([key])).get(key)
        if listener is None:
            return None
        if sum(s.listener.person == listener.person for s in self._streams) >= MOST_PER_PERSON:
            raise FullError
        stream = Stream(key, listener)
        self._streams.add(stream)
        if last_id:
            self._catch_up(stream, last_id)
        return stream

    def leave(self, stream: Stream) -> None:
        self._streams.discard(stream)

    def _catch_up(self, stream: Stream, last_id: str) -> None:
        boot, _, text = last_id.partition("-")
        number = whole_number(text)
        oldest = self._past[0][0] if self._past else self._count + 1
        if boot != self._boot or number is None or number < oldest - 1:
            stream.push(REFETCH)
            return
        for count, hint, chunk in self._past:
            if count > number and _concerns(stream.listener, hint):
                stream.push(chunk)

    async def _listen(self) -> None:
        delay = 0.2
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._tell_all(REFETCH)  # nobody knows what was missed
                    delay = 0.2
                    async for notice in connection.notifies():
                        self._hints.put_nowait(json.loads(notice.payload))
            except (OSError, psycopg.Error) as failure:
                log.warning("live hints interrupted", reason=type(failure).__name__)
            await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311  (spreads the load)
            delay = min(delay * 2, 5)

    async def _deliver(self) -> None:
        while True:
            batch = [await self._hints.get()]
            while not self._hints.empty():
                batch.append(self._hints.get_nowait())
            if any(hint["kind"] == "rights" for hint in batch):
                await self._check(self._streams)
            for hint in batch:
                if hint["kind"] != "rights":
                    await self._send(hint)

    async def _send(self, hint: dict[str, Any]) -> None:
        self._count += 1
        body = {name: value for name, value in hint.items() if name != "company"}
        text = f"id: {self._boot}-{self._count}\nevent: hint\ndata: {json.dumps(body)}\n\n"
        chunk = text.encode()
        self._past.append((self._count, hint, chunk))
        wanted = [stream for stream in self._streams if _concerns(stream.listener, hint)]
        old = time.monotonic() - FRESH_SECONDS
        await self._check({stream for stream in wanted if stream.checked < old})
        for stream in wanted:
            if not stream.closed and _concerns(stream.listener, hint):
                stream.push(chunk)

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS / 10)
            old = time.monotonic() - RECHECK_SECONDS
            await self._check({stream for stream in self._streams if stream.checked < old})

    async def _check(self, streams: set[Stream]) -> None:
        """Read the rights of the streams anew, in one statement; who has lost them is let go.

        Without an answer all of them are let go: they come back when the database does.
        """
        if not streams:
            return
        asked = list(streams)
        try:
            known = await self._sessions.check([stream.key for stream in asked])
        except (OSError, TimeoutError, psycopg.Error):
            known = {}
        for stream in asked:
            listener = known.get(stream.key)
            if listener is None or listener.person != stream.listener.person:
                stream.close()
                continue
            stream.listener, stream.checked = listener, time.monotonic()

    def _tell_all(self, chunk: bytes) -> None:
        for stream in list(self._streams):
            stream.push(chunk)


def _concerns(listener: Listener, hint: dict[str, Any]) -> bool:
    """A hint is for everybody of its company, or for the one membership it names."""
    return hint["company"] == listener.company and hint.get("membership") in (None, listener.membership)
