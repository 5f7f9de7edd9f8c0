"""Markup from outside in a plain, well-formed shape: known tags, needed attributes, bounded depth."""

import html
import re
from collections.abc import Set as AbstractSet

from anliegen.common.errors import RefusedError
from anliegen.conversation.markup import Token, tokens

MOST_DEPTH = 100
MOST_PIECES = 120_000

_SAME = {
    "p", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "a", "pre", "code", "table",
    "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
# What means the same under another name; a heading would disturb the page's own outline.
_RENAMED = {
    "strike": "s", "del": "s", "ins": "u", "center": "div", "section": "div", "article": "div", "dd": "p",
    "dt": "p", "tt": "code", "h1": "p", "h2": "p", "h3": "p", "h4": "p", "h5": "p", "h6": "p",
}  # fmt: skip
_VOID = {"br", "hr"}
_ATTRIBUTES = {"a": ("href", "title"), "ol": ("start",), "td": ("colspan", "rowspan")}
_ATTRIBUTES["th"] = _ATTRIBUTES["td"]
_NUMBERS = {"start", "colspan", "rowspan"}
_BLOCKS = {"p", "ul", "ol", "blockquote", "pre", "table", "div", "hr"}
# A start tag closes these when they are open, unless a wall stands in between.
_CLOSES = {
    "li": {"li", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"tr", "td", "th", "p"},
    "thead": {"tbody", "thead", "tr", "td", "th", "p"},
    "tbody": {"tbody", "thead", "tr", "td", "th", "p"},
    "a": {"a"},
    **{block: {"p"} for block in _BLOCKS},
}
_WALLS = {"ul", "ol", "table", "blockquote", "div"}
_SCHEME = re.compile(r"^[\x00-\x20]*(https?|mailto|tel):", re.IGNORECASE)
_ADDRESS = re.compile(r"^/anhaenge/([A-Za-z0-9_-]{22})/")
_UPLOAD_ID = re.compile(r"^[A-Za-z0-9_-]{22}$")


def simplified(text: str, upload_ids: AbstractSet[str]) -> str:
    """Return the text with known tags only, each closed in order, and images as own uploads.

    Raises RefusedError for nesting deeper than 100 or more than 120,000 pieces.
    """
    writer = _Writer(upload_ids)
    for token in tokens(text):
        writer.take(token)
    return writer.finish()


class _Writer:
    def __init__(self, upload_ids: AbstractSet[str]) -> None:
        self._upload_ids = upload_ids
        self._out: list[str] = []
        self._open: list[str] = []
        self._pieces = 0

    def take(self, token: Token) -> None:
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise RefusedError("The message is too long. At most 2 MB of text are possible.", "body")
        if token.name:
            self._tag(token)
        else:
            # A parser swallows the newline after <pre>: at every reading one more, if it were kept.
            text = token.text.lstrip("\n") if self._out[-1:] == ["<pre>"] else token.text
            self._out.append(text.replace("<", "&lt;").replace(">", "&gt;"))

    def _tag(self, token: Token) -> None:
        name = _RENAMED.get(token.name, token.name)
        if name == "img":
            self._image(token)
        elif name in _VOID and not token.closes:
            self._implied(name)
            self._out.append(f"<{name}>")
        elif name in _SAME:
            if token.closes:
                self._close(name)
            elif name != "a" or _SCHEME.match(token.attributes.get("href", "")):
                self._start(name, token)

    def finish(self) -> str:
        while self._open:
            self._pop()
        return "".join(self._out)

    def _start(self, name: str, token: Token) -> None:
        self._implied(name)
        if len(self._open) >= MOST_DEPTH:
            raise RefusedError("The message is nested too deeply. Please paste it as plain text.", "body")
        self._open.append(name)
        values = {k: token.attributes[k] for k in _ATTRIBUTES.get(name, ()) if k in token.attributes}
        self._out.append(f"<{name}{_written(values)}>")

    def _close(self, name: str) -> None:
        if name in self._open:
            while self._pop() != name:
                pass

    def _implied(self, name: str) -> None:
        """Close what the new tag ends, as a browser would."""
        ends = _CLOSES.get(name, set())
        for at in range(len(self._open) - 1, -1, -1):
            here = self._open[at]
            if here in ends:
                while len(self._open) > at:
                    self._pop()
            elif here in _WALLS:
                return

    def _image(self, token: Token) -> None:
        """Keep an image that is one of the message's own uploads, named by id or by its address."""
        found = _ADDRESS.match(token.attributes.get("src", ""))
        wanted = token.attributes.get("data-upload") or (found[1] if found else "")
        if _UPLOAD_ID.match(wanted) and wanted in self._upload_ids:
            values = {"data-upload": wanted, "alt": token.attributes.get("alt", "")}
            self._out.append(f"<img{_written(values)}>")

    def _pop(self) -> str:
        name = self._open.pop()
        self._out.append(f"</{name}>")
        return name


def _written(values: dict[str, str]) -> str:
    return "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in values.items()
        if name not in _NUMBERS or (value.isascii() and value.isdigit() and len(value) < 5)
    )
