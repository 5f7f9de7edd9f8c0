"""HTML from outside made safe to store and show: an allow-list, applied last, and idempotent.

The rules follow OWASP's cheat sheet on XSS prevention: no styles, no ids or names (DOM clobbering), no
remote or data images, links to four schemes only. Before the real parser runs, `simplified` brings
the markup into a plain, well-formed shape of bounded depth: deep nesting costs a parser quadratic
time. Nothing touches the text after the sanitiser has.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3

from anliegen.common.errors import RefusedError
from anliegen.common.text import clean, line
from anliegen.conversation.markup import tokens
from anliegen.conversation.simplify import simplified

MOST_BYTES = 2_000_000
# Rows say by which version of the lists they were cleaned. Whoever changes a list, or takes up a parser that
# mends a weakness, adds one: what is older then goes through the present lists whenever it is shown.
VERSION = 1
_TAGS = {
    "p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "a", "img", "hr",
    "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "data-upload"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_BREAKS = {"br", "p", "li", "div", "tr", "td", "th", "blockquote", "pre", "hr", "ul", "ol", "table"}
_STORED_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_STORED_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ROUNDS = 4
_TYPED_BLANKS = re.compile(r"(?m:^)(?P<begin> +)| {2,}")
_EDITOR_BLANKS = re.compile(r"(?:(?<=<p>)|(?<=<br>))(?P<begin> +)| {2,}")
# What can call somebody by name; an `@` inside a word is an address. Of text and of HTML alike.
CALL = re.compile(r"(?<![\w.@-])@")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Safe HTML, and whether something went that its writer could miss."""

    html: str
    is_less: bool


def clean_html(text: str, upload_ids: set[str] | frozenset[str] = frozenset()) -> Cleaned:
    """Return safe HTML. Images stay only as references to the given uploads (`data-upload`).

    Cleaning the result again gives the same. Raises RefusedError for more than 2 MB, nesting deeper
    than 100 and more tags than a written message has.
    """
    raw = clean(text)
    if len(raw) > MOST_BYTES or len(raw.encode("utf-8")) > MOST_BYTES:
        raise RefusedError("The message is too long. At most 2 MB of text are possible.", "body")
    safe, is_less = _once(raw, upload_ids)
    for _ in range(_ROUNDS):
        again, _more = _once(safe, upload_ids)
        if again == safe:
            return Cleaned(safe, is_less)
        safe = again
    # Markup that changes its meaning with every reading is an attack or rubbish: only its words stay.
    return Cleaned(_once(from_plain(plain(safe)), upload_ids)[0], True)


def current(stored: str, version: int) -> str:
    """Return stored HTML as the present lists allow it: the one way from a row to where it is shown.

    A row of the present version costs nothing. The row itself stays as it is.
    """
    if version == VERSION:
        return stored
    try:
        return clean_html(stored, image_ids(stored)).html
    except RefusedError:  # what the present lists cannot read at all still has its words
        return from_plain(plain(stored))


def _once(text: str, upload_ids: set[str] | frozenset[str]) -> tuple[str, bool]:
    simple = simplified(text, upload_ids)

    def keep(tag: str, attribute: str, value: str) -> str | None:
        return value if attribute != "data-upload" or value in upload_ids else None

    safe = nh3.clean(
        simple.text,
        tags=_TAGS,
        clean_content_tags=set(),
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow ugc",
        strip_comments=True,
    )
    # An address that only the parser found to be none goes from its link.
    return safe, simple.is_less or safe.count("<a ") != safe.count("<a href=")


def from_plain(text: str) -> str:
    """Return HTML for typed text: a paragraph per blank line, a break per line, blanks as they stood."""
    spaced = _TYPED_BLANKS.sub(_kept, clean(text).expandtabs(4))
    paragraphs = re.split(r"\n[ \t\xa0]*\n", html.escape(spaced, quote=False))
    return "".join("<p>" + p.strip("\n").replace("\n", "<br>") + "</p>" for p in paragraphs if p.strip())


def from_editor(markup: str) -> str:
    """Return what our editor wrote with its blanks as they stood there: HTML shows one for many."""
    return _EDITOR_BLANKS.sub(_kept, markup)


def _kept(blanks: re.Match[str]) -> str:
    """Return blanks that stay beside each other; between words the last one still lets a line break."""
    count = len(blanks["begin"] or blanks[0])
    return "\xa0" * count if blanks["begin"] else "\xa0" * (count - 1) + " "


def plain(markup: str) -> str:
    """Return the words of HTML on one line, for excerpts."""
    pieces = (t.text or (" " if t.name in _BREAKS else "") for t in tokens(markup))
    return line(html.unescape("".join(pieces)))


def is_empty(markup: str) -> bool:
    """Say whether nothing is there to read: no words and no image."""
    return not plain(markup) and "<img " not in markup


def image_ids(safe: str) -> set[str]:
    """Return the uploads that stored HTML shows inside the text."""
    attributes = "".join(_STORED_IMAGE.findall(safe))
    return {value for name, value in _STORED_ATTRIBUTE.findall(attributes) if name == "data-upload"}


def with_images(safe: str, show: Callable[[str, str], str]) -> str:
    """Return stored HTML with every image replaced by what `show(upload id, alt)` gives.

    `alt` is HTML already, as it stood in the quoted attribute. Only for what `clean_html` returned:
    its attributes are always quoted and hold no angle brackets, so that no value passes for a tag.
    """

    def image(match: re.Match[str]) -> str:
        attributes = dict(_STORED_ATTRIBUTE.findall(match[1]))
        return show(attributes.get("data-upload", ""), attributes.get("alt", ""))

    return _STORED_IMAGE.sub(image, safe)
