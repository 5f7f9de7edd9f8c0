"""Proxies between people and the server that do what proxies do: send a request again, lose what passes."""

import asyncio
import contextlib
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Self

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Proxy(ABC):
    """Listens on a port of its own, in an event loop of its own; each connection becomes `serve()`."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self._at_work: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._accept, "127.0.0.1", 0), self._loop
        )
        self._server = started.result(10)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        # A connection just accepted becomes a task some turns of the loop later; ended before that, its
        # socket would stay open.
        quiet = 0
        while quiet < 5:
            quiet = 0 if asyncio.all_tasks() - {asyncio.current_task()} else quiet + 1
            for task in list(self._at_work):
                task.cancel()
            await asyncio.sleep(0.02)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        # Streams refer to their readers weakly: nobody else would hold a task that waits for the server.
        self._at_work.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self.serve(reader, writer)
        writer.close()
        self._at_work.discard(task)

    @abstractmethod
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Do with one connection what this kind of proxy does."""


class Repeating(Proxy):
    """Sends each form twice, because the line to the server broke: before the answer came, or with it.

    `answered` says which: the first answer was on its way and is lost, or nobody waited for it.
    """

    def __init__(self, upstream: int, *, answered: bool) -> None:
        super().__init__(upstream)
        self._answered = answered
        self.lost: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            length = _LENGTH.search(head)
            request = head + (await reader.readexactly(int(length[1])) if length else b"")
            if request.startswith(b"POST"):
                self.lost.append(await self._ask(request, waits=self._answered))
            writer.write(await self._ask(request, waits=True))
            await writer.drain()

    async def _ask(self, request: bytes, *, waits: bool) -> bytes:
        source, sink = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            # The server closes after its answer, so that its end needs no counting.
            sink.write(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            await sink.drain()
            return await source.read() if waits else b""
        finally:
            sink.close()
            with contextlib.suppress(ConnectionError):
                await sink.wait_closed()


class Losing(Proxy):
    """Passes everything on, but while `loses` is set no hint of a stream."""

    def __init__(self, upstream: int) -> None:
        super().__init__(upstream)
        self.loses = False
        self.lost = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source, sink = await asyncio.open_connection("127.0.0.1", self.upstream)
        await asyncio.gather(_pass(reader, sink), self._back(source, writer))

    async def _back(self, source: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await _head(source):
                writer.write(head)
                if b"text/event-stream" in head:
                    await self._stream(source, writer)
                elif length := _LENGTH.search(head):
                    writer.write(await source.readexactly(int(length[1])))
                elif b"chunked" in head.lower():
                    await self._chunks(source, writer)
                await writer.drain()
        finally:
            writer.close()

    async def _stream(self, source: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async for piece in _pieces(source):
            if self.loses and b"event: hint" in piece:
                self.lost += 1
            else:
                writer.write(piece)

    async def _chunks(self, source: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async for piece in _pieces(source):
            writer.write(piece)


async def _head(source: asyncio.StreamReader) -> bytes:
    """Return the head of a request or an answer, b"" at the end of the connection."""
    try:
        return await source.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


async def _pieces(source: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Yield each chunk of a chunked body as it came, the last one of no length included."""
    while True:
        size = await source.readuntil(b"\r\n")
        piece = size + await source.readexactly(int(size, 16) + 2)
        yield piece
        if int(size, 16) == 0:
            return


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    finally:
        sink.close()
