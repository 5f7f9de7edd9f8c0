"""How long something has taken or waited, as people say it."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anliegen.common.clock import age_in, clock_time, day, local, today


def length(duration: timedelta) -> str:
    """Return a length: minutes, from an hour on hours and minutes, from two days on days."""
    minutes = max(1, int(duration.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 2 * 24 * 60:
        words = _("%(h)s hrs %(m)s min") if minutes % 60 else _("%(h)s hrs")
        return words % {"h": minutes // 60, "m": minutes % 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def since(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment is, for a waiting time."""
    return length(age_in(moment, now))


def last_used(moment: datetime) -> str:
    """Say when something was last used: today, yesterday, days ago, from a month on by its date."""
    days = (today() - local(moment).date()).days
    if days <= 0:
        return _("last used today at %(time)s") % {"time": clock_time(moment)}
    if days == 1:
        return _("last used yesterday")
    if days <= 30:
        return ngettext("last used %(n)s day ago", "last used %(n)s days ago", days) % {"n": days}
    return _("last used on %(date)s") % {"date": day(moment)}


def long_date(at: date) -> str:
    """Return a date with its weekday, e.g. `Mittwoch, 12. Mai 2027`."""
    weekday = [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ]
    months = [
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
        _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
    ]  # fmt: skip
    values = {
        "weekday": weekday[at.weekday()],
        "day": at.day,
        "month": months[at.month - 1],
        "year": at.year,
    }
    return _("%(weekday)s, %(day)s %(month)s %(year)s") % values
