"""A reader of HTML in one linear pass, before any real parser sees it.

Whatever it makes of broken markup, the sanitiser runs afterwards; what matters here is that the
effort grows with the length of the text alone, whatever an attacker has built.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# Their content is program, style or foreign grammar, never words for a reader.
SILENT = {
    "script", "style", "template", "noscript", "title", "textarea", "xmp", "iframe", "svg", "math",
    "noembed", "noframes", "object", "select",
}  # fmt: skip
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_GAP = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"=?[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")


class Token(NamedTuple):
    """A piece of text (`name` is empty), a start tag, or an end tag (`closes`)."""

    name: str
    text: str = ""
    closes: bool = False
    attributes: dict[str, str] = {}


def tokens(text: str) -> Iterator[Token]:
    """Read HTML piece by piece; of a silent element only its start tag comes.

    What is never closed (a quote, a comment) ends the text, as in browsers.
    """
    at = 0
    while at < len(text):
        mark = text.find("<", at)
        if mark < 0:
            yield Token("", text[at:])
            return
        if mark > at:
            yield Token("", text[at:mark])
        token, at = _after_mark(text, mark)
        if token.name or token.text:
            yield token
        if token.name in SILENT and not token.closes:
            at = _end_of(text, at, token.name)


def _after_mark(text: str, mark: int) -> tuple[Token, int]:
    """Read what the `<` at `mark` begins; returns it and where it ends."""
    if text.startswith("<!--", mark):
        return Token(""), _past(text, "-->", mark + 2)
    closes = text.startswith("</", mark)
    name = _NAME.match(text, mark + 1 + closes)
    if name is None:
        if closes or text.startswith(("<!", "<?"), mark):
            return Token(""), _past(text, ">", mark)
        return Token("", "<"), mark + 1
    attributes, end = _attributes(text, name.end())
    return Token(name[0].lower(), closes=closes, attributes=attributes), end


def _attributes(text: str, at: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while True:
        at = _match_end(_GAP, text, at)
        if at >= len(text):
            return found, at
        if text[at] == ">":
            return found, at + 1
        end = _match_end(_ATTRIBUTE, text, at)
        name, at = text[at:end].lower(), end
        equals = _EQUALS.match(text, at)
        value = ""
        if equals:
            value, at = _value(text, equals.end())
        found.setdefault(name, unescape(value))


def _value(text: str, at: int) -> tuple[str, int]:
    quote = text[at : at + 1]
    if quote in {'"', "'"}:
        end = text.find(quote, at + 1)
        return (text[at + 1 :], len(text)) if end < 0 else (text[at + 1 : end], end + 1)
    end = _match_end(_BARE, text, at)
    return text[at:end], end


def _match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _past(text: str, what: str, at: int) -> int:
    found = text.find(what, at)
    return len(text) if found < 0 else found + len(what)


def _end_of(text: str, at: int, name: str) -> int:
    """Return where the element that began before `at` ends, closing tag included."""
    found = re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE).search(text, at)
    return found.end() if found else len(text)
