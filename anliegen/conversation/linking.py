"""Addresses that somebody typed or pasted as words, made links: the web's and those of mail.

Works on a stretch of text as it stands in markup and before the sanitiser runs, which judges these links like
all others. What could be another address than it looks like (a name before the host, Punycode) stays words.
"""

import re
from html import escape, unescape

_LETTER = "a-z0-9äöüß"
_LABEL = rf"(?>[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?)"
_HOST = rf"{_LABEL}(?:\.{_LABEL})++"
# Nothing that turns the direction of writing or cannot be seen; no reference but the one of addresses.
_TAIL = (
    r"(?:[/?#](?:&amp;|&(?![a-z#][a-z0-9]*;)"
    r"|[^\s<>\"“”„«»&\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]){0,2000}+)?"
)
_FOUND = re.compile(
    rf"(?<![\w@.+/:-])(?:https?://|www\.)(?P<web>{_HOST})(?::\d{{2,4}})?(?![\w@-]|:\w){_TAIL}"
    rf"|(?<![\w.+@/:-])[a-z0-9][\w.+-]{{0,63}}@(?P<mail>{_HOST})(?![\w@-])",
    re.IGNORECASE,
)
_TOP = re.compile(r"[a-z]{2,24}", re.IGNORECASE)
_HINT = re.compile(r"https?://|www\.|@", re.IGNORECASE)
# As the sanitiser writes links.
_SAYS_IT = re.compile(r'<a href="((?:https?://)?)([^"]*)" (rel="[^"]*">(?:\1)?\2/?</a>)')
# The sentence's, not the address's.
_POINTS = ".,;:!?'’*_~…|"


def linked(text: str) -> str:
    """Return the text with its addresses as links."""
    return _FOUND.sub(_link, text) if _HINT.search(text) else text


def bare_marked(safe: str) -> str:
    """Return sanitised HTML with a class on links whose words are their address: paper need not repeat it."""
    return _SAYS_IT.sub(r'<a class="bare" href="\1\2" \3', safe) if '<a href="http' in safe else safe


def _link(found: re.Match[str]) -> str:
    host = found["web"] or found["mail"]
    labels = host.lower().split(".")
    if not _TOP.fullmatch(labels[-1]) or any(label.startswith("xn--") for label in labels):
        return found[0]
    address = _without_points(found[0])
    href = unescape(address)
    if found["mail"]:
        href = f"mailto:{href}"
    elif not href.lower().startswith("http"):
        href = f"https://{href}"
    return f'<a href="{escape(href)}">{address}</a>{found[0][len(address) :]}'


def _without_points(address: str) -> str:
    """Return the address without the sentence's end, and without a bracket that began before it."""
    while address:
        if address.endswith("&amp;"):
            address = address[:-5]
        elif address[-1] in _POINTS or _is_open(address, "()") or _is_open(address, "[]"):
            address = address[:-1]
        else:
            break
    return address


def _is_open(address: str, pair: str) -> bool:
    return address[-1] == pair[1] and address.count(pair[1]) > address.count(pair[0])
