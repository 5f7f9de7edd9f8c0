"""Somebody else's PostgreSQL: the application's role is made once, found again, and never sees too much."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from anliegen.ops import database as ops_database
from anliegen.ops.environment import external
from anliegen.ops.problem import Problem
from tests import database


@pytest.fixture
def url(migrated: database.Scratch, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database whose owner may make roles, and is no superuser."""
    monkeypatch.delenv("ANLIEGEN_APP_URL")
    name = f"fremd_{secrets.token_hex(4)}"
    with psycopg.connect(migrated.admin, autocommit=True) as admin:
        plain = sql.Identifier(name)
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD 'x'").format(plain))
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(plain, plain))
        yield make_conninfo(migrated.admin, user=name, password="x", dbname=name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(plain))
        for role in (f"{name}_app", name):
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def app_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"]) + "_app"


def as_admin(migrated: database.Scratch, statement: str, role: str) -> None:
    with psycopg.connect(migrated.admin, autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(sql.Identifier(role)))


def test_the_role_is_made_and_found_again(url: str, tmp_path: Path) -> None:
    first, again = external(tmp_path, url), external(tmp_path, url)
    assert first == again
    with psycopg.connect(first["ANLIEGEN_APP_URL"]) as app:
        rights = app.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert rights.fetchone() == (False, False, False)


def test_a_lost_secret_is_replaced(url: str, tmp_path: Path) -> None:
    before = external(tmp_path / "one", url)
    after = external(tmp_path / "two", url)
    assert before != after
    psycopg.connect(after["ANLIEGEN_APP_URL"]).close()


def test_a_role_that_sees_all_companies_is_refused(
    url: str, migrated: database.Scratch, tmp_path: Path
) -> None:
    as_admin(migrated, "CREATE ROLE {} LOGIN BYPASSRLS", app_of(url))
    with pytest.raises(Problem, match="NOBYPASSRLS"):
        external(tmp_path, url)


def test_who_may_make_no_roles_is_told_what_to_ask_for(
    url: str, migrated: database.Scratch, tmp_path: Path
) -> None:
    as_admin(migrated, "ALTER ROLE {} NOCREATEROLE", app_of(url).removesuffix("_app"))
    with pytest.raises(Problem, match="CREATE ROLE"):
        external(tmp_path, url)


def test_a_migration_waits_for_a_lock_for_ten_seconds_at_most(
    migrated: database.Scratch, db_open: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads behind it would wait as long."""
    seen = []

    def look(*_command: object, **_options: object) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            seen.append(cursor.fetchone())

    monkeypatch.setattr(ops_database, "call_command", look)
    ops_database.migrate()
    assert seen == [("10s",)]
