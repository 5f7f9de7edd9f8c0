"""Too much on the line itself: clean refusals, no trace in the log, and the server goes on."""

import contextlib
import socket

import pytest

from tests.browser.webs import Somebody, Web, owner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
ANNA = "anna@nordwerk.example"


def sent(
    port: int, head: bytes, body: bytes = b"", method: bytes = b"GET", path: bytes = b"/anmelden/"
) -> int:
    """Send a request byte by byte as given; return the status of the answer."""
    start = method + b" " + path + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n" % port
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        # The server may shut the door before all of it is through.
        with contextlib.suppress(OSError):
            line.sendall(start + head + b"\r\n" + body)
        return int(line.recv(12).split()[1])


def test_too_much_on_the_line_is_refused_and_leaves_no_trace(server: str) -> None:
    tickets = owner("SELECT count(*) FROM tickets_ticket")
    with Web() as web:
        port = web.port
        assert sent(port, b"X-A: " + b"a" * 2_000_000 + b"\r\n") == 431
        assert sent(port, b"".join(b"X-%d: a\r\n" % n for n in range(1000))) == 431
        assert sent(port, b"X A\x00: b\r\n") == 400
        assert sent(port, b"", path=b"/" + b"a" * 100_000) == 414
        assert sent(port, b"", path=b"/anmelden/?q=" + b"a" * 10_000) == 414
        assert sent(port, b"Cookie: anliegen=" + b"a" * 100_000 + b"\r\n") == 200
        assert sent(port, b"Content-Length: 200000000\r\n", b"abc", b"POST") == 413
        assert sent(port, b"Content-Length: 3\r\nContent-Length: 4\r\n", b"abc", b"POST") == 400
        chunks = (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 20 + b"0\r\n\r\n"
        assert sent(port, b"Transfer-Encoding: chunked\r\n", chunks, b"POST") == 403
        anna = Somebody(ANNA)
        assert anna.ask(port, "/tickets/")[0] == 200
        said = web.stop()
    assert "Traceback" not in said
    assert '"error"' not in said
    assert owner("SELECT count(*) FROM tickets_ticket") == tickets
