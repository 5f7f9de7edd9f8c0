"""Counting SQL as the server sees it: every message that a request sends it, BEGIN and COMMIT included.

A web server of its own runs for this, whose role has its statements logged: logging costs time, and what
is measured otherwise must not pay it.
"""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from anliegen.ops.bench.installation import Installation, free_port, serve

_LINE = re.compile(rb"LOG:  (?:statement|execute [^:]*): ")
_TIMES = 4


class Counter:
    """Counts the statements of requests to the installation's second web server, on `port`."""

    def __init__(self, stack: ExitStack, installation: Installation) -> None:
        self.port = port = free_port()
        self._log = installation.log
        with psycopg.connect(installation.superuser_dsn, autocommit=True) as connection:
            role = sql.Identifier(str(conninfo_to_dict(installation.variables["ANLIEGEN_APP_URL"])["user"]))
            connection.execute(sql.SQL("ALTER ROLE {} SET log_statement = 'all'").format(role))
            logged = replace(installation, port=port, variables=installation.variables | {"PORT": str(port)})
            try:
                serve(stack, logged)
                self._warm(port)
            finally:
                connection.execute(sql.SQL("ALTER ROLE {} RESET log_statement").format(role))

    def count(self, request: Callable[[], object]) -> int:
        """Return how many messages one request sends; the least of some, as jobs by the clock log too."""
        return min(self._once(request) for _ in range(_TIMES))

    def statements(self, request: Callable[[], object]) -> list[str]:
        """Return the beginning of each statement of one request."""
        before = self._log.stat().st_size
        request()
        with self._log.open("rb") as log:
            log.seek(before)
            parts = _LINE.split(log.read())
        return [" ".join(part.decode(errors="replace").split())[:150] for part in parts[1:]]

    def _once(self, request: Callable[[], object]) -> int:
        return len(self.statements(request))

    @staticmethod
    def _warm(port: int) -> None:
        """Fill the pool of connections while the role's setting still holds."""
        from anliegen.ops.bench.measure import Client, rate

        rate(lambda: Client(port), "/anmelden/", clients=12, seconds=2.0)
