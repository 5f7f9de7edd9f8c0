"""The product's database and its two roles: an owner for migrations, an app role without its rights."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from anliegen.postgres.cluster import secret

OWNER, APP, NAME = "anliegen_owner", "anliegen_app", "anliegen"


@dataclass(frozen=True)
class Database:
    """The two ways into the database."""

    owner_dsn: str
    app_dsn: str


def ensure_database(data: Path, superuser_dsn: str) -> Database:
    """Make roles and database unless they are there. Repeatable; passwords are kept in DATA/secrets."""
    passwords = {role: secret(data, role) for role in (OWNER, APP)}
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        for role, password in passwords.items():
            _ensure_role(connection, role, password)
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not known:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(NAME), sql.Identifier(OWNER))
            )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(NAME)))
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(NAME), sql.Identifier(APP)
                )
            )

    def dsn(role: str) -> str:
        return make_conninfo(superuser_dsn, user=role, password=passwords[role], dbname=NAME)

    return Database(dsn(OWNER), dsn(APP))


def _ensure_role(connection: "psycopg.Connection[tuple[object, ...]]", role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if not known:
        statement = sql.SQL(
            "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}"
        )
        connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
