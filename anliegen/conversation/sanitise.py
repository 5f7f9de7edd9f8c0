"""HTML from outside made safe to store and show: an allow-list, applied last, and idempotent.

The rules follow OWASP's cheat sheet on XSS prevention: no styles, no ids or names (DOM clobbering), no
remote or data images, links to four schemes only. Size and depth are checked before the parser
runs, because deeply nested markup costs it quadratic time.
"""

import html
import re
from dataclasses import dataclass

import nh3

from anliegen.common.errors import RefusedError
from anliegen.common.text import clean

MOST_BYTES = 2_000_000
MOST_DEPTH = 100

_TAGS = {
    "p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "a", "img", "hr",
    "pre", "code", "h1", "h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "div", "span",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"alt", "data-upload"}, "td": {"colspan"}, "th": {"colspan"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_GONE_WITH_CONTENT = {
    "script",
    "style",
    "template",
    "noscript",
    "title",
    "textarea",
    "xmp",
    "iframe",
    "svg",
    "math",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = {"br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
_UPLOAD_ID = re.compile(r"^[A-Za-z0-9_-]{22}$")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Safe HTML, and whether something was taken away."""

    html: str
    changed: bool


def clean_html(text: str, upload_ids: set[str] | frozenset[str] = frozenset()) -> Cleaned:
    """Return safe HTML. Images stay only as references to the given uploads (`data-upload`).

    Raises RefusedError for more than 2 MB or deeper nesting than 100.
    """
    text = clean(text)
    check_size(text)

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "data-upload":
            return value if _UPLOAD_ID.match(value) and value in upload_ids else None
        return value

    safe = nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow ugc",
        strip_comments=True,
    )
    safe = re.sub(r"<img(?![^>]*data-upload)[^>]*>", "", safe)
    return Cleaned(safe, safe != text)


def check_size(text: str) -> None:
    """Raise RefusedError when the text is too large or nested too deep; one linear pass, no parser."""
    if len(text.encode("utf-8")) > MOST_BYTES:
        raise RefusedError("The message is too long. At most 2 MB of text are possible.", "body")
    depth = deepest = 0
    for closing, name in _TAG.findall(text):
        if name.lower() in _VOID:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    if deepest > MOST_DEPTH:
        raise RefusedError("The message is nested too deeply. Please paste it as plain text.", "body")


def from_plain(text: str) -> str:
    """Return HTML for typed plain text: a paragraph per blank line, a break per line."""
    paragraphs = re.split(r"\n[ \t]*\n", clean(text).strip("\n"))
    parts = (html.escape(p.strip("\n"), quote=False).replace("\n", "<br>") for p in paragraphs)
    return "".join(f"<p>{part}</p>" for part in parts if part.strip())


def plain(markup: str) -> str:
    """Return the words of safe HTML on one line, for excerpts."""
    spaced = re.sub(r"<(br|/p|/li|/div|/h[1-3]|/tr|/blockquote)\b[^>]*>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", spaced)).split())


def is_empty(markup: str) -> bool:
    """Say whether nothing is there to read: no words and no image."""
    return not plain(markup) and "<img" not in markup
