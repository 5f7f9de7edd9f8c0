"""Reading a stream of hints as a browser does, without one."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Page


def cookie_of(page: Page, name: str = "anliegen") -> str:
    """Return the session's cookie of a window that is logged in."""
    return next(c["value"] for c in page.context.cookies() if c.get("name") == name)


class Reader:
    """One open stream; `hints` grows while it is read. Chunks of the transfer end with whole lines."""

    def __init__(
        self,
        server: str,
        cookie: str,
        last_id: str = "",
        *,
        portal: str = "",
        query: str = "",
        **headers: str,
    ) -> None:
        parts = urlsplit(server)
        self._socket = socket.create_connection((parts.hostname, parts.port), 10)
        name, path = ("portal", f"/portal/{portal}/live/") if portal else ("anliegen", "/live/")
        sent = {"Host": "127.0.0.1", "Cookie": f"{name}={cookie}", **headers}
        if last_id:
            sent["Last-Event-ID"] = last_id
        lines = [f"GET {path}{query} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        self._socket.sendall("\r\n".join(lines).encode("latin-1"))
        self._rest = b""
        self._event = ""
        self.hints: list[dict[str, Any]] = []
        self.refetches = 0
        self.is_ended = False
        self.last_id = ""
        self.status = int((self._line(10) or "HTTP/1.1 0").split()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._socket.close()

    def until(self, wanted: Callable[["Reader"], object], seconds: float) -> bool:
        """Read until `wanted(self)` or the time is over; says which."""
        deadline = time.monotonic() + seconds
        while not wanted(self) and (left := deadline - time.monotonic()) > 0 and self._line(left):
            pass
        return bool(wanted(self))

    def ends(self, seconds: float) -> bool:
        """Say whether the server closes the stream in time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self._line(left) in {None, "0"}:
                return True
        return False

    def _line(self, seconds: float) -> str | None:
        """Return one line with its end, "" when none came in time, None at the end of the stream."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                more = self._socket.recv(65_536)
            except TimeoutError:
                return ""
            if not more:
                return None
            self._rest += more
        raw, _, self._rest = self._rest.partition(b"\n")
        line = raw.decode().rstrip("\r")
        self._take(line)
        return line if line == "0" else line + "\n"

    def _take(self, line: str) -> None:
        name, _, value = line.partition(": ")
        if name == "event":
            self._event = value
            self.refetches += value == "refetch"
            self.is_ended |= value == "ended"
        elif name == "id":
            self.last_id = value
        elif name == "data" and self._event == "hint":
            self.hints.append(json.loads(value))
