"""The next free customer number."""

from django.db import connection


def next_number(company_id: int) -> int:
    """Return the highest purely numeric number plus one, from 10001 on.

    Two people creating at the same moment would find the same one: the second waits for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('customer number', %s))", [company_id])
        cursor.execute(
            "SELECT number::bigint + 1 FROM customers_customer WHERE company_id = %s"
            " AND number ~ '^[0-9]{1,18}$' ORDER BY number::bigint DESC LIMIT 1",
            [company_id],
        )
        (number,) = cursor.fetchone() or (10001,)
    return max(int(number), 10001)
