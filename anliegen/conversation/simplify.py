"""Markup from outside in a plain, well-formed shape: known tags, needed attributes, bounded depth."""

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from anliegen.common.errors import RefusedError
from anliegen.conversation.linking import linked
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
_ALIKE = {"strike", "del", "ins", "tt", "section", "article"}
_VOID = {"br", "hr"}
# They show nothing by themselves: nobody misses them, nor an attribute like these on whatever stays.
_UNSEEN = {"html", "head", "body", "main", "meta", "title", "span", "font", "wbr", "o:p"}
_UNSEEN_ATTRIBUTE = re.compile(
    r"class|id|name|lang|rel|target|download|role|tabindex|(?:data-|aria-|xml|on).*"
)
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


class Simplified(NamedTuple):
    """Plain markup, and whether it lacks something that its writer could miss."""

    text: str
    is_less: bool


def simplified(text: str, upload_ids: AbstractSet[str]) -> Simplified:
    """Return the text with known tags only, each closed in order, and images as own uploads.

    Raises RefusedError for nesting deeper than 100 or more than 120,000 pieces.
    """
    writer = _Narrow(upload_ids)
    for count, token in enumerate(tokens(text)):
        if count >= MOST_PIECES:
            raise RefusedError("The message is too long. At most 2 MB of text are possible.", "body")
        writer.take(token)
    return Simplified(writer.finish(), writer.is_less)


class Writer(ABC):
    """Writes tokens as well-formed markup; what becomes of a tag says `_tag`."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []

    def take(self, token: Token) -> None:
        """Write one token."""
        if token.name:
            self._tag(token)
        else:
            # A parser swallows the newline after <pre>: at every reading one more, if it were kept.
            text = token.text.lstrip("\n") if self._out[-1:] == ["<pre>"] else token.text
            self._words(as_text(text))

    def finish(self) -> str:
        """Close what is open and return all of it."""
        while self._open:
            self._pop()
        return "".join(self._out)

    def _words(self, text: str) -> None:
        self._out.append(text)

    @abstractmethod
    def _tag(self, token: Token) -> None:
        """Write what becomes of a tag, or nothing."""

    def _start(self, name: str, values: dict[str, str]) -> None:
        self._open.append(name)
        self._out.append(f"<{name}{written(values)}>")

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

    def _pop(self) -> str:
        name = self._open.pop()
        self._out.append(f"</{name}>")
        return name


class _Narrow(Writer):
    """The vocabulary of our own editor, and what means the same."""

    def __init__(self, upload_ids: AbstractSet[str]) -> None:
        super().__init__()
        self._upload_ids = upload_ids
        self.is_less = False

    def _words(self, text: str) -> None:
        self._out.append(text if "a" in self._open else linked(text))

    def _tag(self, token: Token) -> None:
        name = _RENAMED.get(token.name, token.name)
        if token.closes:
            self._close(name)
        elif name == "img":
            self._image(token)
        elif name in _VOID:
            self._implied(name)
            self._out.append(f"<{name}>")
            self._miss(token, ())
        elif name in _SAME and (name != "a" or _SCHEME.match(token.attributes.get("href", ""))):
            self._element(name, token)
        else:
            self._miss(token, (), goes=name not in _UNSEEN)

    def _element(self, name: str, token: Token) -> None:
        self._implied(name)
        if len(self._open) >= MOST_DEPTH:
            raise RefusedError("The message is nested too deeply. Please paste it as plain text.", "body")
        known = _ATTRIBUTES.get(name, ())
        self._start(name, {k: token.attributes[k] for k in known if k in token.attributes})
        self._miss(token, known, goes=token.name in _RENAMED and token.name not in _ALIKE)

    def _image(self, token: Token) -> None:
        """Keep an image that is one of the message's own uploads, named by id or by its address."""
        found = _ADDRESS.match(token.attributes.get("src", ""))
        wanted = token.attributes.get("data-upload") or (found[1] if found else "")
        is_own = bool(_UPLOAD_ID.match(wanted)) and wanted in self._upload_ids
        if is_own:
            values = {"data-upload": wanted, "alt": token.attributes.get("alt", "")}
            self._out.append(f"<img{written(values)}>")
        self._miss(token, ("src", "alt"), goes=not is_own)

    def _miss(self, token: Token, kept: Collection[str], *, goes: bool = False) -> None:
        """Remember whether something to see went with the tag, or with one of its attributes."""
        self.is_less = (
            self.is_less
            or goes
            or any(
                value.strip() and name not in kept and not _UNSEEN_ATTRIBUTE.fullmatch(name)
                for name, value in token.attributes.items()
            )
        )


def as_text(text: str) -> str:
    """Return text so that no parser takes any of it for a tag; references in it stay."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def written(values: dict[str, str]) -> str:
    """Return attributes as they stand in a tag; numbers only if they are some."""
    return "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in values.items()
        if name not in _NUMBERS or (value.isascii() and value.isdigit() and len(value) < 5)
    )
