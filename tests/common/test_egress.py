"""Nobody sends us to the machines beside us: names, numbers, redirects, proxies of the environment."""

import ast
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests
from django.conf import settings

from anliegen.common import egress

ROOT = Path(egress.__file__).parents[1]
PRIVATE = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
    *("2002:7f00:1::", "2001:0:7f00:1::"),
]
FORMS = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0"),
    *("[::1]", "[::ffff:7f00:1]", "localhost", "LOCALHOST."),
]


class Listener:
    """Something on this machine that counts who comes."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.seen.append(self.path)
                self.send_response(302 if self.path == "/away" else 200)
                self.send_header("Location", "/secret")
                self.end_headers()
                self.wfile.write(b"x" * (egress.LONGEST_ANSWER * 2))

            def log_message(self, *values: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port


@pytest.fixture
def beside() -> Iterator[Listener]:
    made = Listener()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_not_called(address: str) -> None:
    assert not egress.is_allowed(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "193.99.144.80", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_public_is_called(address: str) -> None:
    assert egress.is_allowed(address)


@pytest.mark.parametrize("host", FORMS)
def test_no_way_of_writing_this_machine_leads_to_it(beside: Listener, host: str) -> None:
    with pytest.raises(requests.ConnectionError), egress.Session() as session:
        session.get(f"http://{host}:{beside.port}/", timeout=5)
    assert beside.seen == []


def test_a_name_is_asked_once_and_all_its_answers_count(
    beside: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is harmless when it is looked at and private when it is called."""
    asked: list[str] = []

    def answers(host: str, port: int, *_more: object, **_also: object) -> list[object]:
        asked.append(host)
        first = ["1.1.1.1", "127.0.0.1"] if len(asked) == 1 else ["127.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in first]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(requests.ConnectionError), egress.Session() as session:
        session.get(f"http://wechselhaft.example:{beside.port}/", timeout=5)
    assert asked == ["wechselhaft.example"]
    assert beside.seen == []


def test_other_ports_are_shut() -> None:
    with pytest.raises(PermissionError, match="port 25"):
        egress.connect("1.1.1.1", 25, 1)


def test_what_is_allowed_is_called_without_following_and_reading_all(
    beside: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EGRESS_ALLOW", ["127.0.0.0/8"])
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    with egress.Session() as session:
        answer = session.get(f"http://127.0.0.1:{beside.port}/away", timeout=5)
    assert answer.status_code == 302
    assert beside.seen == ["/away"]
    assert len(answer.content) == egress.LONGEST_ANSWER


def test_nothing_else_of_the_product_speaks_to_the_world() -> None:
    """Commands speak with what they have started themselves; what is pushed takes this way."""
    speaking = {"aiohttp", "http.client", "httpx", "pywebpush", "requests", "urllib.request", "urllib3"}
    found = set()
    for file in ROOT.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name in speaking or name.split(".")[0] in speaking for name in names):
                found.add(str(file.relative_to(ROOT)))
    own = {name for name in found if not name.startswith("ops/")}
    assert own == {"common/egress.py", "notifications/push.py"}
    assert "requests_session=Session()" in (ROOT / "notifications" / "push.py").read_text(encoding="utf-8")
