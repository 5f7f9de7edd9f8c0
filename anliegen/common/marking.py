"""Where a search stands in a text: compared as the search compares, without case and accents."""

from anliegen.common.text import fold, plain


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
        letters = plain(letter)
        folded += letters
        origins += [position] * len(letters)
    places, at = list[tuple[int, int]](), folded.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        places.append((origins[at], origins[end - 1] + 1))
        # What begins within the letter that was marked last is marked already.
        while end < len(origins) and origins[end] < places[-1][1]:
            end += 1
        at = folded.find(wanted, end)
    return places
