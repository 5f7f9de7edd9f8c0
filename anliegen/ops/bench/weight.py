"""What a browser fetches for a page: requests and bytes over the wire, at the first and the next view.

Reads the page as a browser does: styles, scripts and what they import, pictures, fonts of the styles.
Anything with a lifetime is taken from the cache at the next view. Fonts are counted as if each face of
the styles were needed, which is more than a browser asks for.
"""

import http.client
import re
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin

_IN_PAGE = re.compile(
    r'<link rel="(?:stylesheet|icon|manifest|modulepreload|preload)"[^>]* href="([^"]+)"'
    r'|<(?:script|img)[^>]* src="([^"]+)"'
)
_IN_SCRIPT = re.compile(r'^(?:import|export)\b[^;]*?["\'](\.{0,2}/[^"\']+)["\']', re.MULTILINE)
_IN_STYLE = re.compile(r'url\(["\']?([^)"\']+)["\']?\)')


@dataclass(slots=True)
class Weight:
    """Requests and bytes (heads of the answers included) of the first and of the next view."""

    first_requests: int = 0
    first_bytes: int = 0
    next_requests: int = 0
    next_bytes: int = 0


def weigh(port: int, path: str, cookie: str) -> Weight:
    """Fetch a page with all that belongs to it."""
    weight, seen, waiting = Weight(), set[str](), [path]
    while waiting:
        target = waiting.pop()
        if target in seen or target.startswith("data:"):
            continue
        seen.add(target)
        size, kept, kind, text = _fetch(port, target, cookie)
        weight.first_requests += 1
        weight.first_bytes += size
        if not kept:
            weight.next_requests += 1
            weight.next_bytes += size
        waiting += [urljoin(target, found) for found in _references(kind, text)]
    return weight


def _references(kind: str, text: str) -> list[str]:
    if "html" in kind:
        return [a or b for a, b in _IN_PAGE.findall(text)]
    if "javascript" in kind:
        return _IN_SCRIPT.findall(text)
    return _IN_STYLE.findall(text) if "css" in kind else []


def _fetch(port: int, path: str, cookie: str) -> tuple[int, bool, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    head = sum(len(name) + len(value) + 4 for name, value in response.getheaders()) + 17
    control = response.headers.get("Cache-Control", "")
    kind = response.headers.get("Content-Type", "")
    packed = response.headers.get("Content-Encoding") == "gzip"
    text = (zlib.decompress(body, 47) if packed else body).decode("utf-8", "replace")
    return head + len(body), "max-age" in control and "max-age=0" not in control, kind, text
