"""What a page costs the line: what a browser fetches for its first and its repeated view, in bytes as sent.

Reads pages, stylesheets and modules for what they refer to, and keeps a cache as the answers' headers say.
It fetches a font only for letters that the page shows, as browsers do, and what the service worker keeps.
"""

import gzip
import http.client
import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import brotli  # type: ignore[import-not-found, import-untyped, unused-ignore]

WORKER = "/dienst.js"
_LINKS = {"stylesheet", "icon", "preload", "manifest"}
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_URL = re.compile(r"url\(\"?([^\")]+)\"?\)")
_IMPORT = re.compile(r"""(?:^|[;}])\s*import\s*(?:[^"'();]*?\bfrom\s*)?["']([^"']+)["']""", re.MULTILINE)
_KEPT = re.compile(r"^const KEPT = (\[.*\]);$", re.MULTILINE)


@dataclass(slots=True)
class View:
    """The answers to one view of a page: address -> bytes, headers included."""

    answers: dict[str, int] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """What came over the line."""
        return sum(self.answers.values())


def views(port: int, path: str, cookie: str = "", worker: str = WORKER) -> tuple[View, View]:
    """Return the first and the repeated view of a page; `worker` is its service worker, if it has one."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        visitor = _Visitor(connection, cookie)
        first = visitor.view(path, worker)
        return first, visitor.view(path, worker)


def figures(port: int, path: str, cookie: str = "", worker: str = WORKER) -> dict[str, int]:
    """Return requests and bytes of both views, ready for the bench's JSON."""
    first, repeated = views(port, path, cookie, worker)
    return {
        "first_requests": len(first.answers),
        "first_bytes": first.bytes,
        "repeated_requests": len(repeated.answers),
        "repeated_bytes": repeated.bytes,
    }


class _Visitor:
    """A browser without a window: fetches, remembers what may be kept."""

    def __init__(self, connection: http.client.HTTPConnection, cookie: str) -> None:
        self._connection = connection
        self._headers = {"Accept-Encoding": "gzip, deflate, br", "Accept": "*/*"}
        if cookie:
            self._headers["Cookie"] = cookie
        self._kept: dict[str, tuple[float, str, str]] = {}  # address -> fresh until, ETag, text

    def view(self, path: str, worker: str) -> View:
        seen = View()
        page = self._fetch(path, seen)
        letters = set(page)
        waiting = [*_of_page(path, page)]
        if worker:
            found = _KEPT.search(self._fetch(worker, seen))
            waiting += json.loads(found[1]) if found else []
        asked = {path, worker}
        while waiting:
            address = waiting.pop()
            if address in asked:
                continue
            asked.add(address)
            text = self._fetch(address, seen)
            if address.endswith(".css"):
                waiting += _of_sheet(address, text, letters)
            elif address.endswith(".js"):
                waiting += [urljoin(address, name) for name in _IMPORT.findall(text)]
        return seen

    def _fetch(self, address: str, seen: View) -> str:
        until, tag, text = self._kept.get(address, (0.0, "", ""))
        if until > time.monotonic():
            return text
        headers = self._headers | ({"If-None-Match": tag} if tag else {})
        self._connection.request("GET", address, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in {200, 304}:
            raise RuntimeError(f"{address}: {answer.status}")
        # The status line, and after each header its colon, space and line end.
        head = 17 + len(answer.reason) + sum(len(k) + len(v) + 4 for k, v in answer.getheaders())
        seen.answers[address] = head + len(body)
        if answer.status == 200:
            text = _decoded(answer, body)
        self._keep(address, answer, text)
        return text

    def _keep(self, address: str, answer: http.client.HTTPResponse, text: str) -> None:
        rule = answer.getheader("Cache-Control", "")
        age = re.search(r"max-age=(\d+)", rule)
        until = time.monotonic() + int(age[1]) if age and "no-cache" not in rule else 0.0
        if "no-store" not in rule:
            self._kept[address] = (until, answer.getheader("ETag", ""), text)


class _Page(HTMLParser):
    """Collects what a browser fetches beside the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values: dict[str, Any] = dict(attributes)
        if tag == "link" and values.get("rel") in _LINKS:
            self.found.append(values["href"])
        elif tag in {"script", "img"} and values.get("src"):
            self.found.append(values["src"])
        elif tag == "use":
            self.found.append(values["href"])


def _of_page(path: str, page: str) -> Iterator[str]:
    parser = _Page()
    parser.feed(page)
    for name in parser.found:
        address = urlsplit(urljoin(path, name))
        if not address.netloc and address.path:
            yield address._replace(fragment="").geturl()


def _of_sheet(address: str, text: str, letters: set[str]) -> Iterator[str]:
    for face in _FACE.findall(text):
        ranges = re.search(r"unicode-range:\s*([^;}]+)", face)
        is_slanted = "font-style: italic" in face
        if not is_slanted and (ranges is None or _shows(ranges[1], letters)):
            yield urljoin(address, _URL.findall(face)[0])
    for name in _URL.findall(_FACE.sub("", text)):
        if not name.startswith("data:"):
            yield urljoin(address, name)


def _shows(ranges: str, letters: set[str]) -> bool:
    for span in re.findall(r"U\+([0-9A-Fa-f-]+)", ranges):
        first, _, last = span.partition("-")
        if any(int(first, 16) <= ord(letter) <= int(last or first, 16) for letter in letters):
            return True
    return False


def _decoded(answer: http.client.HTTPResponse, body: bytes) -> str:
    kind = answer.getheader("Content-Encoding", "")
    if kind == "br":
        body = brotli.decompress(body)
    elif kind == "gzip":
        body = gzip.decompress(body)
    return body.decode("utf-8", "replace")
