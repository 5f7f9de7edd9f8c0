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


_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


def packed(numbers: list[int]) -> str:
    """Return many numbers as a short text for a form: the steps from each to the next, in base 36."""
    steps, last = [], 0
    for number in sorted(set(numbers)):
        steps.append(_in_base_36(number - last))
        last = number
    return ".".join(steps)


def unpacked(text: str, most: int) -> list[int]:
    """Return the numbers that packed() wrote, at most `most`; nonsense ends the list."""
    numbers, last = [], 0
    for step in text.split(".")[:most]:
        if not 0 < len(step) <= _LONGEST or step.strip(_SIGNS):
            break
        last += int(step, 36)
        numbers.append(last)
    return numbers


def _in_base_36(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, 36)
        signs = _SIGNS[rest] + signs
    return signs or "0"
