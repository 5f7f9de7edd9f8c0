"""Who may touch the store of files when: uploads share it, the sweep has it alone."""

from django.db import connection

_STORE, _PERSON = 7232, 7233


def share(company_id: int) -> None:
    """Keep the sweep away from the company's files until the end of the transaction.

    Without it the sweep could find a content without a row, in the moment before the row commits.
    """
    _run("SELECT pg_advisory_xact_lock_shared(%s, %s)", _STORE, company_id)


def alone(company_id: int) -> bool:
    """Take the company's store for oneself until the end of the transaction; False when it is in use."""
    return bool(_run("SELECT pg_try_advisory_xact_lock(%s, %s)", _STORE, company_id))


def one_upload_at_a_time(membership_id: int) -> None:
    """Let uploads of one person queue, so that together they cannot pass the limit."""
    _run("SELECT pg_advisory_xact_lock(%s, %s)", _PERSON, membership_id)


def _run(sql: str, group: int, key: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, [group, key & 0x7FFFFFFF])
        row = cursor.fetchone()
    return row[0] if row else None
