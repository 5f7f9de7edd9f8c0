"""Measuring live hints: a thousand open streams on one process, and what they cost the pages."""

import asyncio
import os
import resource
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
    readers = [asyncio.create_task(_Reader().open(port, key)) for key in keys]
    opened = list(await asyncio.gather(*readers))
    memory = (_memory_kb(web) - before) / STREAMS
    threads = _threads(web)
    last = [await _change(owner_dsn, opened, n) for n in range(1, CHANGES + 1)]
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


class _Reader:
    """One stream: counts the hints about tickets and when the last one came."""

    def __init__(self) -> None:
        self.hints = 0
        self.at = 0.0
        self._came = asyncio.Event()

    async def open(self, port: int, key: str) -> "_Reader":
        source, self._sink = await asyncio.open_connection("127.0.0.1", port)
        self._sink.write(f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: anliegen={key}\r\n\r\n".encode())
        status = await source.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"/live/: {status.decode().strip()}")
        self._task = asyncio.create_task(self._read(source))
        return self

    async def until(self, hints: int) -> None:
        while self.hints < hints:
            self._came.clear()
            await self._came.wait()

    def close(self) -> None:
        self._task.cancel()
        self._sink.close()

    async def _read(self, source: asyncio.StreamReader) -> None:
        while line := await source.readline():
            if line.startswith(b"data:") and b'"ticket"' in line:
                self.hints, self.at = self.hints + 1, time.perf_counter()
                self._came.set()


async def _change(owner_dsn: str, readers: list[_Reader], number: int) -> float:
    """Change one ticket and wait until all have heard of it; return how long the last one waited."""
    wanted = [reader.hints + 1 for reader in readers]
    start = await asyncio.to_thread(_write, owner_dsn, number)
    async with asyncio.timeout(30):
        await asyncio.gather(*(reader.until(n) for reader, n in zip(readers, wanted, strict=True)))
    return (max(reader.at for reader in readers) - start) * 1000


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


def _page_times(port: int, times: int = 60) -> list[float]:
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
