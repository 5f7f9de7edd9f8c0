"""What a message repeats of earlier ones, apart from what it says: replies drag whole histories along.

Works on sanitised HTML alone and only cuts between its top-level elements, so that every piece is as
well-formed and as safe as the whole. Nothing is removed: a page folds what is quoted.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from anliegen.conversation.sanitise import is_empty, plain

# As the sanitiser writes them: in lower case, attributes quoted and without angle brackets.
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")
_VOID = {"br", "hr", "img"}
_WRAPPER = re.compile(r"\s*<div>(.*)</div>\s*", re.DOTALL)
_MOST_WRAPPERS = 5
# A short quotation in the middle of an answer is part of the answer; a long one is history.
_SHORT = 400
_ANNOUNCES = re.compile(r"(?:Am|On|Le)\b.{4,200}(?:schrieb|wrote|écrit)\b.{0,120}:", re.IGNORECASE)
_HISTORY = re.compile(
    r"-{2,}\s*(?:Ursprüngliche Nachricht|Original Message|Weitergeleitete Nachricht|Forwarded message)\b"
    r"|(?:Von|From):.{1,300}?(?:Gesendet|Datum|Sent|Date):.{1,300}?(?:Betreff|Subject):",
    re.IGNORECASE,
)
# Without one of these nothing can be quoted: most messages need no second look.
_HINT = re.compile(r"<blockquote|&gt;|--|(?:Von|From):", re.IGNORECASE)
_TYPED = re.compile(r"<p>(.*)</p>", re.DOTALL)


class Piece(NamedTuple):
    """A stretch of a message that is quoted, or is not."""

    html: str
    is_quote: bool


def pieces(safe: str) -> list[Piece]:
    """Return the message as stretches of its own words and of quoted ones, in their order.

    A message that only quotes is shown as it is. Joined, the stretches give the message again, without
    the `<div>` around all of it that mail programs like to write.
    """
    if not _HINT.search(safe):
        return [Piece(safe, False)]
    blocks = _blocks(_unwrapped(safe))
    quoted = _quoted(blocks)
    if all(quoted) or not any(quoted):
        return [Piece(safe, False)]
    found: list[Piece] = []
    for html, is_quote in zip(blocks, quoted, strict=True):
        if found and found[-1].is_quote == is_quote:
            found[-1] = Piece(found[-1].html + html, is_quote)
        else:
            found.append(Piece(html, is_quote))
    return found


def _unwrapped(safe: str) -> str:
    for _ in range(_MOST_WRAPPERS):
        match = _WRAPPER.fullmatch(safe)
        if match is None or len(_blocks(safe)) != 1:
            break
        safe = match[1]
    return safe


def _blocks(safe: str) -> list[str]:
    """Cut the markup before and after every top-level element; text in between stays together."""
    cuts, depth = [0], 0
    for tag in _TAG.finditer(safe):
        if tag[2] in _VOID:
            continue
        if not tag[1]:
            cuts += [tag.start()] if depth == 0 else []
            depth += 1
        else:
            depth -= 1
            cuts += [tag.end()] if depth == 0 else []
    cuts.append(len(safe))
    return [safe[a:b] for a, b in pairwise(cuts) if b > a]


def _quoted(blocks: list[str]) -> list[bool]:
    """Say of every block whether it is quoted."""
    texts = [plain(block) for block in blocks]
    history = next((n for n, text in enumerate(texts) if _HISTORY.match(text)), len(blocks))
    quoted = [n >= history for n in range(len(blocks))]
    at_end = True
    for n in range(len(blocks) - 1, -1, -1):
        if quoted[n] or is_empty(blocks[n]):
            continue
        if _is_quotation(blocks[n]):
            quoted[n] = at_end or len(texts[n]) > _SHORT
        else:
            follows = next((m for m in range(n + 1, len(blocks)) if texts[m]), None)
            quoted[n] = follows is not None and quoted[follows] and bool(_ANNOUNCES.fullmatch(texts[n]))
        at_end = at_end and quoted[n]
    for n in range(1, len(blocks)):  # empty lines go with what stands above
        quoted[n] = quoted[n - 1] if is_empty(blocks[n]) else quoted[n]
    return quoted


def _is_quotation(block: str) -> bool:
    """Say whether the block is a quotation, as an element or typed line by line with `>`."""
    if block.startswith("<blockquote"):
        return True
    typed = _TYPED.fullmatch(block.strip())
    if typed is None:
        return False
    first, *others = typed[1].split("<br>")
    # Without an empty line between them, the line that announces stands in the same paragraph.
    announced = bool(others) and _ANNOUNCES.fullmatch(plain(first).strip()) is not None
    return all(line.lstrip().startswith("&gt;") for line in (others if announced else [first, *others]))
