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

from anliegen.live.outlet import ENDED, REFETCH, Stream
from anliegen.live.sessions import Key, Listener, Sessions

log = structlog.get_logger(__name__)

CHANNEL = "anliegen"
MOST_PER_PERSON = 20
REMEMBERED = 500  # hints that a reconnecting browser can still get
RECHECK_SECONDS = 30.0
FRESH_SECONDS = 1.0
THROUGH_A_DOOR = 0  # the membership of somebody of the operator in a company they look into
# Whose a hint is decides who gets it; the browser needs to know which ticket, no more.
_FOR_US_ALONE = {"company", "contact", "customer"}


class FullError(Exception):
    """The person has too many streams open already."""


class Hub:
    """All streams of a process. Runs in one event loop; no thread, no connection per stream."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sessions = Sessions(url)
        self._streams: set[Stream] = set()
        self._empty = asyncio.Event()
        self._past: deque[tuple[str, dict[str, Any], bytes]] = deque(maxlen=REMEMBERED)
        self._hints: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        jobs = (self._listen, self._deliver, self._recheck, self._tend)
        self._tasks = [asyncio.create_task(job()) for job in jobs]

    async def join(self, key: Key, last_id: str) -> Stream | None:
        """Open a stream for the session; None when it may not listen.

        `last_id` is the last hint that the browser has seen, or "". Raises FullError, and OSError or
        psycopg.Error while the database is away.
        """
        listener = (await self._sessions.check([key])).get(key)
        if listener is None:
            return None
        if sum(s.listener.person == listener.person for s in self._streams) >= MOST_PER_PERSON:
            raise FullError
        stream = Stream(key, listener, asyncio.current_task())
        self._streams.add(stream)
        if last_id:
            self._catch_up(stream, last_id)
        return stream

    def leave(self, stream: Stream) -> None:
        self._streams.discard(stream)
        if not self._streams:
            self._empty.set()

    async def end(self, seconds: float) -> None:
        """Let all streams go because the process ends, and wait until they have gone, but not for long."""
        self._empty.clear()
        for task in self._tasks:
            task.cancel()
        for stream in self._streams:
            stream.close()
        if self._streams:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), seconds)

    def _catch_up(self, stream: Stream, last_id: str) -> None:
        """Give the browser what it has missed; who names a hint that is no longer known fetches anew."""
        known = [name for name, _hint, _chunk in self._past]
        if last_id not in known:
            stream.push(REFETCH)
            return
        for _name, hint, chunk in list(self._past)[known.index(last_id) + 1 :]:
            if _concerns(stream.listener, hint):
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
        # A number that counts on would tell each listener how much happens that is not for it to know.
        name = secrets.token_hex(6)
        body = {key: value for key, value in hint.items() if key not in _FOR_US_ALONE}
        chunk = f"id: {name}\nevent: hint\ndata: {json.dumps(body)}\n\n".encode()
        self._past.append((name, hint, chunk))
        wanted = [stream for stream in self._streams if _concerns(stream.listener, hint)]
        old = time.monotonic() - FRESH_SECONDS
        await self._check({stream for stream in wanted if stream.checked < old})
        for stream in wanted:
            if not stream.closed and _concerns(stream.listener, hint):
                stream.push(chunk)

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(FRESH_SECONDS)
            now = time.monotonic()
            await self._check(
                {stream for stream in self._streams if stream.checked < now - _good_for(stream)}
            )

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for stream in list(self._streams):
                stream.tend(now)

    async def _check(self, streams: set[Stream]) -> None:
        """Read the rights of the streams anew, in one go; who has lost them is told, and let go.

        Without an answer all of them are let go: they come back when the database does.
        """
        if not streams:
            return
        asked = list(streams)
        try:
            known = await self._sessions.check(stream.key for stream in asked)
        except (OSError, TimeoutError, psycopg.Error):
            for stream in asked:
                stream.close()
            return
        for stream in asked:
            listener = known.get(stream.key)
            if listener is None or listener.person != stream.listener.person:
                stream.close(ENDED)
                continue
            if listener != stream.listener:
                stream.push(REFETCH)  # what may be seen has become more or less
            stream.listener, stream.checked = listener, time.monotonic()

    def _tell_all(self, chunk: bytes) -> None:
        for stream in list(self._streams):
            stream.push(chunk)


def _good_for(stream: Stream) -> float:
    """Return for how many seconds the rights stand unasked. An open door shuts by the clock alone."""
    return FRESH_SECONDS * 0.9 if stream.listener.membership == THROUGH_A_DOOR else RECHECK_SECONDS


def _concerns(listener: Listener, hint: dict[str, Any]) -> bool:
    """A hint is for its company's employees, or the one it names; one about a request for its contacts."""
    if hint["company"] != listener.company:
        return False
    if hint["kind"] == "request":
        return hint["contact"] in listener.contacts or hint["customer"] in listener.customers
    return listener.membership is not None and hint.get("membership") in (None, listener.membership)
