"""Another moment for the product: the clock that it asks, and the host's beside it."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import time_machine

from anliegen.common import clock


@contextmanager
def it_is(moment: datetime) -> Iterator[None]:
    """Let it be this moment (aware); afterwards it is what it was. The database's own clock goes on."""
    kept = list(clock._readings)
    clock._readings[:] = [clock._Reading(moment, time.monotonic(), math.inf)]
    try:
        with time_machine.travel(moment, tick=False):
            yield
    finally:
        clock._readings[:] = kept
