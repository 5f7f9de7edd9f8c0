"""A scratch database on a real PostgreSQL, made before Django reads its settings.

One cluster per run, one database per test process: they never meet. `TEST_DATABASE_URL` (a superuser's)
uses a server that is already there instead of the embedded one.
"""

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

OWNER, APP = "anliegen_owner", "anliegen_app"


@dataclass(frozen=True)
class Scratch:
    """The two connections of a prepared, still empty database, and the superuser's."""

    admin: str
    owner: str
    app: str
    name: str
    is_copy: bool = False


def create(admin: str) -> Scratch:
    """Create roles and an empty database; return how to reach it."""
    name = f"test_{secrets.token_hex(6)}"
    password = secrets.token_urlsafe(16)
    with psycopg.connect(admin, autocommit=True) as connection:
        suffix = name[5:]
        for role in (OWNER, APP):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(f"{role}_{suffix}"), sql.Literal(password)
                )
            )
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(f"{OWNER}_{suffix}")
            )
        )

    def url(role: str) -> str:
        return make_conninfo(admin, user=f"{role}_{suffix}", password=password, dbname=name)

    return Scratch(admin, url(OWNER), url(APP), name)


def copy(scratch: Scratch, name: str) -> Scratch:
    """Create a copy of the database whose name ends in `name`, for the same roles, and return it.

    Nobody may be connected to what is copied.
    """
    copied = f"{scratch.name}_{name}"
    with psycopg.connect(scratch.admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(copied),
                sql.Identifier(scratch.name),
                sql.Identifier(conninfo_to_dict(scratch.owner)["user"]),
            )
        )
    urls = {role: make_conninfo(getattr(scratch, role), dbname=copied) for role in ("owner", "app")}
    return Scratch(scratch.admin, name=copied, is_copy=True, **urls)


def drop(scratch: Scratch) -> None:
    """Drop the database, and its roles unless they belong to what it was copied from."""
    with psycopg.connect(scratch.admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(scratch.name))
        )
        for url in () if scratch.is_copy else (scratch.owner, scratch.app):
            connection.execute(
                sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(conninfo_to_dict(url)["user"]))
            )


def environment(scratch: Scratch) -> dict[str, str]:
    """Return the variables with which the product uses the scratch database and a scratch folder."""
    return {
        "ANLIEGEN_APP_URL": scratch.app,
        "ANLIEGEN_OWNER_URL": scratch.owner,
        "ANLIEGEN_SECRET_KEY": secrets.token_urlsafe(40),
        "ANLIEGEN_POOL": "0",
        "ANLIEGEN_PROPAGATE": "1",
        "DATA": str(Path(tempfile.mkdtemp(prefix="anliegen-test-"))),
    }


def use(scratch: Scratch) -> None:
    """Put the variables into this process, before Django's settings are imported."""
    os.environ.update(environment(scratch))
