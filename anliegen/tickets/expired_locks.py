"""Locks that nobody renews, e.g. after a crash of the browser: those who wait are told."""

from django.db import connection

from anliegen.common.tenancy import tenant
from anliegen.tickets.actions.lock import tell_free

_MOST = 500


def sweep_expired() -> int:
    """Remove locks that ran out, each in its company's own transaction; returns how many.

    An expired lock holds nobody up even before: every reader compares the time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT company, ticket FROM tickets_expired_locks(%s)", [_MOST])
        rows = cursor.fetchall()
    return sum(_remove(company, ticket) for company, ticket in rows)


def _remove(company_id: int, ticket_id: int) -> bool:
    with tenant(company_id):
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM tickets_lock WHERE company_id = %s AND ticket_id = %s"
                " AND until <= clock_timestamp() RETURNING ticket_id",
                [company_id, ticket_id],
            )
            gone = cursor.fetchone() is not None
        if gone:
            tell_free(company_id, ticket_id)
    return gone
