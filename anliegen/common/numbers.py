"""Whole numbers out of addresses and forms."""

# One digit fewer than the largest bigint has: whatever passes fits into the database.
_LONGEST = 18


def whole_number(text: str | None, most: int | None = None) -> int | None:
    """Return the number that the text writes in plain digits, or None for everything else.

    Python's own idea of a digit is wider ("²" is one, and no number), and `int` raises for very long
    texts: both would end in an error page instead of an answer. Beyond `most` it is nonsense too.
    """
    if not text or len(text) > _LONGEST or not text.isascii() or not text.isdigit():
        return None
    number = int(text)
    return None if most is not None and number > most else number
