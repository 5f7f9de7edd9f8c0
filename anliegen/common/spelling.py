"""How far two words are apart, in typing errors."""

import re

from anliegen.common.text import fold

# Longer ones are no words that somebody has mistyped, and comparing them would take its time.
LONGEST = 40


def errors_in(typed: str, meant: str) -> int | None:
    """Return how many typing errors lead from the one to the other, or None when it is another word.

    An error is a letter too many, missing or wrong, or two that changed places. Case, accents and ß count
    for nothing. Digits are never mistyped: another number is another thing.
    """
    one, other = fold(typed), fold(meant)
    if max(len(one), len(other)) > LONGEST or _digits(one) != _digits(other):
        return None
    most = _most(min(len(one), len(other)))
    if abs(len(one) - len(other)) > most:
        return None
    found = _distance(one, other)
    return found if found <= most else None


def _digits(word: str) -> str:
    return re.sub("[^0-9]", "", word)


def _most(length: int) -> int:
    return 1 if length < 5 else 2 if length < 9 else 3


def _distance(one: str, other: str) -> int:
    """Row by row; two rows back stands what a change of places needs."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], wanted):
                least = min(least, last[j - 2] + 1)
            row.append(least)
    return row[-1]
