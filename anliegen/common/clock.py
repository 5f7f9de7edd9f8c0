"""Dates and times as the product shows them: Europe/Berlin, German forms, one rule each."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return timezone.now()


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
