"""What a message was before our own vocabulary was all that stayed of it: for a frame, never for a page.

A second, wider allow-list: tables, headings, fonts, inline styles. Nothing of it loads or leads anywhere:
images become their names, links their words with the address behind them.
"""

import re
from collections.abc import Callable

import nh3

from anliegen.common.text import clean, line
from anliegen.conversation.markup import Token, tokens
from anliegen.conversation.simplify import MOST_DEPTH, Writer, as_text
from anliegen.conversation.styles import COLOR, FONT, kept_styles

_TAGS = {
    "p", "br", "hr", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "small", "big", "sub", "sup",
    "mark", "span", "font", "center", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt",
    "dd", "blockquote", "pre", "code", "tt", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
    "section", "article", "header", "footer", "figure", "figcaption", "address",
}  # fmt: skip
_VOID = {"br", "hr"}
_EMBEDDED = {"iframe", "object", "embed", "video", "audio", "svg", "applet", "canvas"}
_NUMBER, _SIDE = r"\d{1,4}", "left|right|center|justify|top|middle|bottom|baseline"
# What an attribute may say. `class` is ours alone: what arrives under that name is not read.
_VALUES = {
    name: re.compile(value, re.IGNORECASE | re.ASCII)
    for name, value in {
        "align": _SIDE,
        "valign": _SIDE,
        "bgcolor": COLOR,
        "color": COLOR,
        "face": FONT,
        "size": r"[+-]?[1-7]",
        "width": rf"{_NUMBER}(?:px|%)?",
        "border": _NUMBER,
        "cellpadding": r"\d{1,2}",
        "cellspacing": r"\d{1,2}",
        "colspan": r"\d{1,2}",
        "rowspan": r"\d{1,3}",
        "start": _NUMBER,
        "type": "1|a|i|disc|circle|square",
        "dir": "ltr|rtl|auto",
    }.items()
}
_CLASSES = {"address", "missing"}
_ATTRIBUTES = {"*": {"style", "class", *_VALUES}}
_LONGEST_ADDRESS, _LONGEST_NAME = 300, 120


def as_it_came(raw: str, missing: Callable[[str], str], embedded: str) -> str:
    """Return the original as far as nothing in it can run, load, lead away or cover anything.

    `missing(name)` are the words for an image, `embedded` those for whatever else stood there.
    """
    writer = _Wide(missing, embedded)
    for token in tokens(clean(raw)):
        writer.take(token)
    return nh3.clean(
        writer.finish(),
        tags=_TAGS,
        clean_content_tags=set(),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        link_rel=None,
        url_relative="deny",
        strip_comments=True,
    )


def _kept(_tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return kept_styles(value) or None
    if name == "class":
        return value if value in _CLASSES else None
    allowed = _VALUES.get(name)
    return value if allowed and allowed.fullmatch(value) else None


class _Wide(Writer):
    def __init__(self, missing: Callable[[str], str], embedded: str) -> None:
        super().__init__()
        self._missing, self._embedded = missing, embedded
        # Of each open link, where it begins in what is written, and its address.
        self._links: list[tuple[int, str]] = []

    def _tag(self, token: Token) -> None:
        name = token.name
        if token.closes:
            self._close(name)
        elif name == "img":
            self._placeholder(self._missing(_short(token.attributes.get("alt", ""), _LONGEST_NAME)))
        elif name in _EMBEDDED:
            self._placeholder(self._embedded)
        elif name in _VOID:
            self._implied(name)
            self._out.append(f"<{name}>")
        elif name == "a":
            self._link(token)
        elif name in _TAGS:
            self._implied(name)
            # Deeper than anybody writes: the words stay, the tags do not cost a parser its time.
            if len(self._open) < MOST_DEPTH:
                self._start(name, {k: v for k, v in token.attributes.items() if k == "style" or k in _VALUES})

    def _placeholder(self, words: str) -> None:
        self._out.append(f'<span class="missing">[{_escaped(words)}]</span>')

    def _link(self, token: Token) -> None:
        address = _short(token.attributes.get("href", ""), _LONGEST_ADDRESS)
        self._implied("a")
        if address and not address.startswith("#") and len(self._open) < MOST_DEPTH:
            self._open.append("a")
            self._out.append("<u>")
            self._links.append((len(self._out), address))

    def _pop(self) -> str:
        if self._open[-1] != "a":
            return super()._pop()
        self._open.pop()
        begin, address = self._links.pop()
        said = self._out[begin:]
        self._out.append("</u>")
        if len(said) != 1 or said[0].strip() != _escaped(address):
            self._out.append(f' <span class="address">({_escaped(address)})</span>')
        return "a"


def _short(text: str, longest: int) -> str:
    text = line(text)
    return text if len(text) <= longest else text[:longest] + " …"


def _escaped(text: str) -> str:
    return as_text(text.replace("&", "&amp;"))
