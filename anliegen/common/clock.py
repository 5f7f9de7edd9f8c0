"""Dates and times as the product shows them: Europe/Berlin, German forms, one rule each."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.utils import timezone

BERLIN = ZoneInfo("Europe/Berlin")
_ASK_AGAIN_SECONDS = 300.0
_WITHOUT_ANSWER_SECONDS = 10.0


class _Reading(NamedTuple):
    """What time it was when this process's own steady clock stood so, and until when that is good enough."""

    moment: datetime
    steady: float
    good_until: float


_readings: list[_Reading] = []


def now() -> datetime:
    """Return the current time by the database's clock, aware, in UTC.

    Hosts may differ by a day, and their clocks may jump; what one writes the others compare. The database
    is asked every few minutes, between which the steady clock counts on.
    """
    steady = time.monotonic()
    if not _readings or steady > _readings[-1].good_until:
        _readings[:] = [_read(steady)]
    last = _readings[-1]
    return last.moment + timedelta(seconds=steady - last.steady)


def _read(steady: float) -> _Reading:
    try:
        # Beside the request's transaction, which may have failed, and whose now() stands still.
        with psycopg.connect(settings.APP_URL, autocommit=True, connect_timeout=2) as connection:
            ((moment,),) = connection.execute("SELECT clock_timestamp()").fetchall()
    except psycopg.Error:
        last = _readings[-1] if _readings else _Reading(timezone.now(), steady, 0)
        return last._replace(good_until=steady + _WITHOUT_ANSWER_SECONDS)
    steady = time.monotonic()
    return _Reading(moment.astimezone(UTC), steady, steady + _ASK_AGAIN_SECONDS)


def local(moment: datetime) -> datetime:
    """Return the moment in Europe/Berlin."""
    return moment.astimezone(BERLIN)


def today() -> date:
    """Return today's date in Europe/Berlin."""
    return local(now()).date()


def list_date(moment: datetime, year: int) -> str:
    """Return a list's short date: `08.05` in the given year, `29.04.2026` in any other."""
    at = local(moment)
    short = f"{at.day:02}.{at.month:02}"
    return short if at.year == year else f"{short}.{at.year}"


def clock_time(moment: datetime) -> str:
    """Return the time of day, e.g. `17:54`."""
    at = local(moment)
    return f"{at.hour:02}:{at.minute:02}"


def full(moment: datetime) -> str:
    """Return date and time as shown in a conversation, e.g. `29.04.2026 17:54`."""
    at = local(moment)
    return f"{at.day:02}.{at.month:02}.{at.year} {at.hour:02}:{at.minute:02}"


def day(moment: datetime) -> str:
    """Return the date alone, e.g. `29.04.2026`."""
    return full(moment)[:10]


@lru_cache(maxsize=8192)
def iso(moment: datetime) -> str:
    """Return the machine-readable form for `<time datetime>`, with Berlin's offset."""
    return local(moment).isoformat(timespec="seconds")


def age_in(moment: datetime, at: datetime) -> timedelta:
    """Return how long ago the moment was, never negative (clocks of two hosts may differ)."""
    return max(at - moment, timedelta())
