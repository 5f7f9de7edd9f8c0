"""The embedded server for real: start, stop, crash, second instance, wrong folders, secrets."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anliegen.postgres import PostgresError, Server, ensure_database
from anliegen.postgres.binaries import checked_major
from anliegen.postgres.cluster import secret
from tests.postgres.support import open_folder, rows

HOLD = """
import sys, time
from pathlib import Path
from anliegen.postgres import Server
print(Server(Path(sys.argv[1])).start().superuser_dsn, flush=True)
time.sleep(120)
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture
def other() -> Iterator[Path]:
    """A folder in which no server has run yet."""
    with open_folder() as made:
        yield made


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    made = Server(folder)
    yield made
    made.stop()


def test_a_restart_keeps_the_data_and_is_quick(server: Server, folder: Path) -> None:
    found = ensure_database(folder, server.start().superuser_dsn)
    with psycopg.connect(found.owner_dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (1)")
    server.stop()
    assert not server.is_running()
    again = ensure_database(folder, server.start().superuser_dsn)
    assert again == found
    assert rows(again.owner_dsn, "SELECT n FROM kept")[0] == (1,)


def test_the_roles_have_no_special_rights(server: Server, folder: Path) -> None:
    found = ensure_database(folder, server.start().superuser_dsn)
    sql = (
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    assert rows(found.app_dsn, sql) == [(False, False, False, False)]
    assert rows(found.owner_dsn, sql) == [(False, False, False, False)]


def test_a_wrong_password_is_refused_and_there_is_no_port(server: Server, folder: Path) -> None:
    found = ensure_database(folder, server.start().superuser_dsn)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(found.app_dsn, password="falsch")
    assert rows(found.app_dsn, "SHOW listen_addresses") == [("",)]
    assert rows(found.app_dsn, "SHOW data_checksums") == [("on",)]


def test_secrets_are_private(folder: Path) -> None:
    secret(folder, "probe")
    for file in (folder / "secrets").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_second_instance_is_refused_and_nothing_is_damaged(server: Server, folder: Path) -> None:
    dsn = server.start().superuser_dsn
    with pytest.raises(PostgresError, match="läuft bereits eine Instanz"):
        Server(folder).start()
    assert rows(dsn, "SELECT 1") == [(1,)]


def test_killed_while_writing_it_keeps_every_acknowledged_row(server: Server, folder: Path) -> None:
    dsn = server.start().superuser_dsn
    acknowledged = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS ledger (n int PRIMARY KEY)")
        connection.execute("TRUNCATE ledger")
        for n in range(200):
            connection.execute("INSERT INTO ledger VALUES (%s)", [n])
            acknowledged += 1
        os.kill(server.process_id(), signal.SIGKILL)
        acknowledged += _write_until_it_fails(connection, acknowledged)
    server.stop()
    dsn = server.start().superuser_dsn
    assert rows(dsn, "SELECT count(*) FROM ledger")[0][0] >= acknowledged  # type: ignore[operator]


def _write_until_it_fails(connection: "psycopg.Connection[tuple[object, ...]]", first: int) -> int:
    done = 0
    try:
        while done < 100_000:
            connection.execute("INSERT INTO ledger VALUES (%s)", [first + done])
            done += 1
    except psycopg.Error:
        return done
    raise AssertionError("the server survived")


def test_a_killed_supervisor_takes_its_server_along(folder: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    dsn = child.stdout.readline().strip()
    assert rows(dsn, "SELECT 1") == [(1,)]
    child.kill()
    child.wait()
    child.stdout.close()
    successor = Server(folder)
    try:
        assert rows(successor.start().superuser_dsn, "SELECT 1") == [(1,)]
    finally:
        successor.stop()


def test_a_killed_initdb_leaves_nothing_in_the_way(other: Path) -> None:
    (other / ".postgres.new.4711").mkdir()
    (other / ".postgres.new.4711" / "PG_VERSION").write_text("18")
    with Server(other) as connection:
        assert rows(connection.superuser_dsn, "SELECT 1") == [(1,)]
    assert not (other / ".postgres.new.4711").exists()


def test_another_version_is_refused_and_left_alone(other: Path) -> None:
    cluster = other / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresError, match="gehört zu PostgreSQL 12"):
        Server(other).start()
    assert [file.name for file in cluster.iterdir()] == ["PG_VERSION"]
    assert (cluster / "PG_VERSION").read_text() == "12\n"


def test_a_foreign_folder_is_left_alone(other: Path) -> None:
    (other / "postgres").mkdir()
    (other / "postgres" / "brief.txt").write_text("privat")
    with pytest.raises(PostgresError, match="keine Datenbank"):
        Server(other).start()
    assert (other / "postgres" / "brief.txt").read_text() == "privat"


def test_an_unwritable_folder_is_one_sentence() -> None:
    with pytest.raises(PostgresError, match="DATA"):
        Server(Path("/proc/anliegen")).start()


def test_programs_that_are_too_old_are_refused() -> None:
    assert checked_major("postgres (PostgreSQL) 15.18 (Debian)") == 15
    with pytest.raises(PostgresError, match="zu alt"):
        checked_major("postgres (PostgreSQL) 14.11")


def test_stopping_is_quick_with_open_connections(server: Server) -> None:
    dsn = server.start().superuser_dsn
    with psycopg.connect(dsn):
        start = time.monotonic()
        server.stop()
        assert time.monotonic() - start < 10
