"""Where a search stands in a text: compared as the search compares, without case and accents."""

import unicodedata

from anliegen.common.text import fold


def parted(text: str, query: str) -> list[tuple[str, bool]]:
    """Return the text in parts, each with whether it is what was searched for. Without a query it is one."""
    parts, at = list[tuple[str, bool]](), 0
    for start, end in _places(text, fold(query)):
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    parts.append((text[at:], False))
    return [part for part in parts if part[0]]


def _places(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return where the folded words stand in the text, as positions of the text itself.

    Letter by letter, because folding changes lengths: "ß" is found by "ss", and is one letter.
    """
    folded, origins = "", list[int]()
    for position, letter in enumerate(text):
        plain = _fold_letter(letter)
        folded += plain
        origins += [position] * len(plain)
    places, at = list[tuple[int, int]](), folded.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        places.append((origins[at], origins[end - 1] + 1))
        # What begins within the letter that was marked last is marked already.
        while end < len(origins) and origins[end] < places[-1][1]:
            end += 1
        at = folded.find(wanted, end)
    return places


def _fold_letter(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
