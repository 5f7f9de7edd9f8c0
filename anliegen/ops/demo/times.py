"""When things happened in the demo."""

from datetime import UTC, datetime, time, timedelta

from anliegen.common.clock import BERLIN, now


def in_office_hours(days: float) -> datetime:
    """Return a moment so many days ago, moved into office hours in Berlin."""
    moment = (now() - timedelta(days=days)).astimezone(BERLIN)
    if days < 1 or 7 <= moment.hour < 19:
        return moment.astimezone(UTC)
    return datetime.combine(moment.date(), time(8 + moment.hour % 9, moment.minute), BERLIN).astimezone(UTC)
