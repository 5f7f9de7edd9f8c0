"""Whether work grows with its text alone, told by comparison: a busy machine slows both sides."""

import time
from collections.abc import Callable
from contextlib import suppress

from anliegen.common.errors import RefusedError


def grows_with_length_alone(act: Callable[[str], object], text: str) -> bool:
    """Act on a quarter of the text, then on all of it: what grows with the square takes 16 times as long."""
    quarter, whole = _took(act, text[: len(text) // 4]), _took(act, text)
    return whole < 9 * quarter + 0.2


def _took(act: Callable[[str], object], text: str) -> float:
    before = time.process_time()
    with suppress(RefusedError):
        act(text)
    return time.process_time() - before
