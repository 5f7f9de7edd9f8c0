"""The notices' background work."""

from django.db import connection

from anliegen.common.jobs import work
from anliegen.notifications.push import push_to

KEPT_DAYS = 90
AT_ONCE = 10_000


@work("notifications.forget", every="41 3 * * *")
def forget(timestamp: int) -> None:
    """Delete, every night, the notices older than 90 days of all companies, in bounded portions."""
    while forget_some() == AT_ONCE:
        pass


@work("notifications.push")
def push(company_id: int, ticket_id: int, told: list[tuple[int, str, bool]]) -> None:
    """Wake the devices of those who were told. Tried once: late pushes annoy."""
    push_to(company_id, ticket_id, told)


def forget_some() -> int:
    """Delete one portion of old notices; returns how many it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_forget(%s, %s)", [KEPT_DAYS, AT_ONCE])
        (count,) = cursor.fetchone() or (0,)
    return int(count)
