"""Somebody who opens streams and never reads: let go and forgotten, and nothing piles up for them."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from anliegen.ops.bench.processes import tree
from tests.browser import conftest
from tests.browser.streams import Reader
from tests.browser.webs import Somebody, Web

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
# Seven kilobytes each: after some hundred the buffers of the system are full too.
HINT = (
    "SELECT live_hint(id, 'ticket', jsonb_build_object('news', %s::int, 'x', repeat('x', 7000)))"
    " FROM accounts_company WHERE slug = 'nordwerk'"
)
HINTS, STREAMS = 1500, 20


def test_a_reader_that_takes_nothing_is_let_go_and_its_places_become_free(server: str) -> None:
    anna, ben = Somebody("anna@nordwerk.example"), Somebody("ben@nordwerk.example")
    with Web() as web, ExitStack() as opened:
        fast = opened.enter_context(Reader(web.address, ben.key))
        slow = [opened.enter_context(stubborn(web.port, anna.key)) for _ in range(STREAMS)]
        with Reader(web.address, anna.key) as one_more:
            assert one_more.status == 429
        before = memory(web)
        with psycopg.connect(conftest.OWNER[-1], autocommit=True) as connection:
            for number in range(HINTS):
                connection.execute(HINT, [number])
                if number % 20 == 19:
                    assert fast.until(lambda r: r.hints and r.hints[-1].get("news") == number, 20)  # noqa: B023
                    fast.hints.clear()
        # What was said to each is more than all of it together may take.
        assert memory(web) - before < 30_000 < HINTS * 7 * STREAMS / 5

        def is_let_in() -> bool:
            with Reader(web.address, anna.key) as again:
                return again.status == 200

        deadline = time.monotonic() + 30
        while not is_let_in():
            assert time.monotonic() < deadline
        # What is in the system's buffers can still be read; then it is over, and nothing forbids to return.
        assert all(not rest(one).endswith(b"event: ended") for one in slow[:3])
        assert anna.ask(web.port, "/tickets/")[0] == 200


def stubborn(port: int, key: str) -> socket.socket:
    """Open a stream and read no more than its status."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(20)
    one.connect(("127.0.0.1", port))
    one.sendall(f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: anliegen={key}\r\n\r\n".encode())
    assert b" 200 " in one.recv(64)
    return one


def rest(one: socket.socket) -> bytes:
    """Read to the end of the connection; return its last bytes."""
    last = b""
    try:
        while piece := one.recv(65_536):
            last = (last + piece)[-200:]
    except ConnectionError:
        pass
    return last


def memory(web: Web) -> int:
    """Return the kilobytes that the server's processes hold."""
    lines = (
        line
        for pid in tree([web.process.pid])
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
