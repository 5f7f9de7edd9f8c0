"""The tenant of a transaction, and the row-level security that enforces it.

The company is set per transaction in PostgreSQL (`app.company`), never in Python alone: what
forgets it sees no row at all. See docs/adr/0002-tenancy.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection, transaction
from psycopg import IsolationLevel

# Whoever is inside a company holds this until the end of the transaction, shared with all others: a deletion
# waits for them, and they never for a row that it has taken already. For use within a statement.
INSIDE = "pg_advisory_xact_lock_shared(7235, ({company} & 2147483647)::integer)"


class NoTenantError(RuntimeError):
    """A tenant's rows were asked for outside a tenant's transaction."""


@contextmanager
def tenant(company_id: int, user_id: int | None = None) -> Iterator[None]:
    """Run the block in one transaction that sees exactly the rows of one company.

    Takes the company's primary key, and the person's where rows of the person matter.
    """
    with transaction.atomic():
        enter(company_id, user_id)
        yield


@contextmanager
def undone_on_failure() -> Iterator[None]:
    """Run the block so that of a failure nothing stays; within a transaction the rest of it does.

    The savepoint is never released: the commit does that as well, and for one statement less.
    """
    if not connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    savepoint = transaction.savepoint()
    try:
        yield
    except BaseException:
        _back_to(savepoint)
        raise


def _back_to(savepoint: str) -> None:
    # Django lets no statement pass after a failure, not even this one.
    transaction.set_rollback(False)
    try:
        transaction.savepoint_rollback(savepoint)
    except Error:
        # The connection is gone, and with it the whole transaction.
        transaction.set_rollback(True)


@contextmanager
def snapshot(company_id: int) -> Iterator[None]:
    """Run the block in one read-only transaction that sees a company's rows as they were at its beginning.

    Inside another transaction, as tests run, it sees what that one sees.
    """
    if connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            enter(company_id)
            yield
        return
    connection.ensure_connection()
    session = connection.connection
    session.isolation_level, session.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with tenant(company_id):
            yield
    finally:
        # The connection may serve others afterwards.
        if not session.closed:
            session.isolation_level = session.read_only = None


def enter(company_id: int | None, user_id: int | None = None) -> None:
    """Set the tenant of the open transaction (None: no tenant, no rows).

    Raises NoTenantError outside a transaction, because the setting would outlive the caller.
    """
    if not connection.in_atomic_block:
        raise NoTenantError("A tenant is set per transaction; open one first.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.company', %s, true), set_config('app.user', %s, true),"
            " set_config('app.portal', '', true), set_config('app.support', '', true),"
            f" {INSIDE.format(company='%s::bigint')}",
            [str(company_id or ""), str(user_id or ""), company_id],
        )


def alone_in(company_id: int) -> None:
    """Wait until nobody is inside the company, and let nobody in until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7235, (%s::bigint & 2147483647)::integer)", [company_id])


def current_company() -> int:
    """Return the primary key of the transaction's company.

    Raises NoTenantError when none is set.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.company', true)")
        (value,) = cursor.fetchone() or ("",)
    if not value:
        raise NoTenantError("No company is set in this transaction.")
    return int(value)
