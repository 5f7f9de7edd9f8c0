"""The embedded PostgreSQL: finds binaries, makes a cluster, starts and stops its server.

Owns one folder of data and the passwords of its roles. It must not know Django nor anything of the
product; `python -m anliegen.postgres --help` uses it by hand.
"""

from anliegen.postgres.errors import PostgresError
from anliegen.postgres.roles import Database, ensure_database
from anliegen.postgres.server import Connection, Server

__all__ = ["Connection", "Database", "PostgresError", "Server", "ensure_database"]
