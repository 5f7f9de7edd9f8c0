"""A cache in PostgreSQL that holds JSON only: counters of rate limits, shared by all processes.

Django's own database cache pickles its values, which would turn write access to one table into
running code. Not for pages or fragments: those depend on rights and are never cached.

OPTIONS["DATABASE"] names the connection; one of its own commits whatever becomes of the request.
"""

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections

from anliegen.common.clock import now


class JsonDatabaseCache(BaseCache):
    """Keys to JSON values with an expiry, in the table named by LOCATION."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._table = table
        self._database = params.get("OPTIONS", {}).get("DATABASE", "default")

    def _cursor(self) -> Any:
        return connections[self._database].cursor()

    def _expiry(self, timeout: float | None) -> float:
        if timeout is DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        return now().timestamp() + timeout if timeout is not None else 4_000_000_000.0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or the default when there is none or it has expired."""
        with self._cursor() as cursor:
            cursor.execute(
                f"SELECT value FROM {self._table} WHERE key = %s AND expires > %s",  # noqa: S608
                [self.make_and_validate_key(key, version), now().timestamp()],
            )
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Store a JSON-able value. Expired rows of others go on the way."""
        with self._cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._table} (key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires",
                [self.make_and_validate_key(key, version), json.dumps(value), self._expiry(timeout)],
            )
            cursor.execute(
                f"DELETE FROM {self._table} WHERE key IN "  # noqa: S608
                f"(SELECT key FROM {self._table} WHERE expires < %s LIMIT 20 FOR UPDATE SKIP LOCKED)",
                [now().timestamp()],
            )

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Store the value unless there is one; says whether it did."""
        with self._cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._table} AS c (key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires "
                "WHERE c.expires < %s",
                [
                    self.make_and_validate_key(key, version),
                    json.dumps(value),
                    self._expiry(timeout),
                    now().timestamp(),
                ],
            )
            return bool(cursor.rowcount == 1)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove the key; says whether it was there."""
        with self._cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {self._table} WHERE key = %s",  # noqa: S608
                [self.make_and_validate_key(key, version)],
            )
            return bool(cursor.rowcount == 1)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give the key a new expiry; says whether it was there."""
        with self._cursor() as cursor:
            cursor.execute(
                f"UPDATE {self._table} SET expires = %s WHERE key = %s AND expires > %s",  # noqa: S608
                [self._expiry(timeout), self.make_and_validate_key(key, version), now().timestamp()],
            )
            return bool(cursor.rowcount == 1)

    def clear(self) -> None:
        """Remove everything."""
        with self._cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table}")  # noqa: S608
