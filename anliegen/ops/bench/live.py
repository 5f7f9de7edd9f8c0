"""Measuring live hints: a thousand open streams on one process, and what they cost the pages."""

import asyncio
import os
import resource
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg

from anliegen.common.ids import digest
from anliegen.ops.bench.cast import PEOPLE, SESSION
from anliegen.ops.bench.measure import Client
from anliegen.ops.bench.processes import tree

STREAMS = 1000
CHANGES = 30
_EACH = 10  # streams of one person; the cap is higher
_COMPANY = 1
_PAGE = "/tickets/?size=50"

_SESSIONS = """
INSERT INTO accounts_session (session_key, session_data, expire_date, user_id, company_id, created_at, device)
VALUES (%s, '', now() + interval '1 day', %s, %s, now(), '') ON CONFLICT DO NOTHING
"""
_CHANGE = """
UPDATE tickets_side SET news = news + 1
 WHERE company_id = %s AND number = %s RETURNING ticket_id
"""


async def measure_live(port: int, owner_dsn: str, web: int) -> dict[str, Any]:
    """Open the streams, change tickets, read pages; return the figures. Times in ms, memory in kB."""
    keys = _sessions(owner_dsn)
    alone = await asyncio.to_thread(_page_times, port)
    before = _memory_kb(web)
    audience = _Audience()
    opened = await asyncio.gather(*(_open(port, key, audience) for key in keys))
    memory = (_memory_kb(web) - before) / STREAMS
    threads = _threads(web)
    last = [await _change(owner_dsn, audience, n) for n in range(1, CHANGES + 1)]
    beside = await asyncio.to_thread(_page_times, port)
    for reader in opened:
        reader.close()
    _fewer_people(owner_dsn)
    return {
        "streams": STREAMS,
        "kb_each": round(memory, 1),
        "threads": threads,
        "last_hint_median": round(statistics.median(last), 1),
        "last_hint_p95": round(_p95(last), 1),
        "page_p95_alone": round(_p95(alone), 1),
        "page_p95_beside": round(_p95(beside), 1),
    }


def report(figures: dict[str, Any]) -> None:
    """Print the section of the table."""
    print(
        f"Live: {figures['streams']} Ströme, {figures['kb_each']} kB je Strom, {figures['threads']} Threads; "
        f"letzter Hinweis nach {figures['last_hint_median']} ms (p95 {figures['last_hint_p95']} ms); "
        f"Seite p95 {figures['page_p95_alone']} ms, mit Strömen {figures['page_p95_beside']} ms"
    )


def missed(figures: dict[str, Any]) -> list[str]:
    """Return a line for each aim of the streams that was not reached."""
    beside = figures["page_p95_beside"] / figures["page_p95_alone"]
    aims = [
        ("kB je Strom", figures["kb_each"], 30),
        ("Threads", figures["threads"], 20),
        ("ms bis zum letzten Hinweis (p95)", figures["last_hint_p95"], 250),
        ("× Seite p95 mit Strömen", round(beside, 2), 1.2),
    ]
    return [f"Live: {found} {what}, Ziel {most}" for what, found, most in aims if found > most]


class _Audience:
    """All readers together: how many hints about tickets came, and when the last one did."""

    def __init__(self) -> None:
        self.hints = 0
        self.at = 0.0
        self._wanted = 0
        self._all = asyncio.Event()

    def expect(self, hints: int) -> None:
        self._all.clear()
        self._wanted = self.hints + hints

    async def heard(self) -> None:
        """Wait until all that was expected has come."""
        await self._all.wait()

    def count(self, hints: int) -> None:
        self.hints, self.at = self.hints + hints, time.perf_counter()
        if self.hints >= self._wanted:
            self._all.set()


class _Reader(asyncio.Protocol):
    """One stream. Does as little as possible: it shares the machine with what it measures."""

    def __init__(self, key: str, audience: _Audience) -> None:
        self._key = key
        self._audience = audience
        self.status: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        request = f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: anliegen={self._key}\r\n\r\n"
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(request.encode())

    def data_received(self, data: bytes) -> None:
        if not self.status.done():
            self.status.set_result(data.partition(b"\r\n")[0])
        # A hint is short and one write of the server's: over the loopback it never comes in two pieces.
        if found := data.count(b'"kind": "ticket"'):
            self._audience.count(found)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.status.done():
            self.status.set_result(b"closed")

    def close(self) -> None:
        self._transport.close()


async def _open(port: int, key: str, audience: _Audience) -> _Reader:
    loop = asyncio.get_running_loop()
    _transport, reader = await loop.create_connection(lambda: _Reader(key, audience), "127.0.0.1", port)
    status = await reader.status
    if b" 200 " not in status:
        raise RuntimeError(f"/live/: {status.decode()}")
    return reader


async def _change(owner_dsn: str, audience: _Audience, number: int) -> float:
    """Change one ticket and wait until all have heard of it; return how long the last one waited."""
    audience.expect(STREAMS)
    start = await asyncio.to_thread(_write, owner_dsn, number)
    async with asyncio.timeout(30):
        await audience.heard()
    return (audience.at - start) * 1000


def _write(owner_dsn: str, number: int) -> float:
    with psycopg.connect(owner_dsn) as connection:
        if not connection.execute(_CHANGE, [_COMPANY, number]).fetchone():
            raise RuntimeError(f"there is no ticket {number}")
        # The commit, which sends the hint, follows at the end of the block.
        return time.perf_counter()


def _sessions(owner_dsn: str) -> list[str]:
    """Return a session's key per stream; the big company has too few people for one each."""
    people = STREAMS // _EACH
    keys = [f"{SESSION}-{n}" for n in range(people)]
    with psycopg.connect(owner_dsn) as connection:
        _more_people(connection, people)
        ids = connection.execute(
            "SELECT user_id FROM accounts_membership WHERE company_id = %s ORDER BY id LIMIT %s",
            [_COMPANY, people],
        ).fetchall()
        for key, (user,) in zip(keys, ids, strict=True):
            connection.execute(_SESSIONS, [digest(key), user, _COMPANY])
    return [key for key in keys for _ in range(_EACH)]


def _more_people(connection: psycopg.Connection[Any], people: int) -> None:
    """Give the big company members from the others, whom nobody else misses here."""
    connection.execute(
        "INSERT INTO accounts_membership (company_id, user_id, role, is_active, news_baseline, created_at,"
        " version) SELECT %s, n, 'agent', true, 0, now(), 1 FROM generate_series(%s::int, %s::int) n"
        " ON CONFLICT DO NOTHING",
        [_COMPANY, PEOPLE + 1, people],
    )


def _fewer_people(owner_dsn: str) -> None:
    """Take the borrowed members back: lists name every colleague."""
    with psycopg.connect(owner_dsn) as connection:
        connection.execute(
            "DELETE FROM accounts_membership WHERE company_id = %s AND user_id > %s", [_COMPANY, PEOPLE]
        )


def _page_times(port: int, times: int = 200) -> list[float]:
    client, taken = Client(port, f"anliegen={SESSION}"), []
    for n in range(times + 8):
        start = time.perf_counter()
        client.get(_PAGE)
        if n >= 8:
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]


def _worker(web: int) -> int:
    """Return the process that answers: the server's child that has grown most."""
    return max(tree([web]), key=_rss_kb)


def _rss_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS:")), 0)


def _memory_kb(web: int) -> int:
    return _rss_kb(_worker(web))


def _threads(web: int) -> int:
    return len(os.listdir(f"/proc/{_worker(web)}/task"))


@contextmanager
def many_files() -> Iterator[None]:
    """Let this process, and those it starts, open as many connections as the streams need."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(before[1], 4096) if before[1] != resource.RLIM_INFINITY else 4096
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], wanted), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
