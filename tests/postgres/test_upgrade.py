"""Other programs on the same data: a newer minor version elsewhere and in the same place, a new major one."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anliegen.postgres import PostgresError, Server
from tests.postgres.support import MAJOR, NEW_MAJOR, NEWER, VERSION, open_folder, programs, rows

KEPT = "SELECT n FROM kept"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Data that the installed programs have made; each test begins and ends with them."""
    with open_folder() as made:
        with Server(made) as connection, psycopg.connect(connection.superuser_dsn) as inside:
            inside.execute("CREATE TABLE kept (n int)")
            inside.execute("INSERT INTO kept VALUES (1)")
        yield made


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with open_folder() as made:
        yield made


def version(dsn: str) -> object:
    return str(rows(dsn, "SHOW server_version")[0][0])


def test_newer_programs_elsewhere_go_on_with_the_data_and_older_ones_again(
    data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BIN", str(programs(place / "newer", version=NEWER)))
    with Server(data) as connection:
        assert version(connection.superuser_dsn) == NEWER != VERSION
        assert rows(connection.superuser_dsn, KEPT) == [(1,)]
    monkeypatch.delenv("PG_BIN")
    with Server(data) as connection:
        assert version(connection.superuser_dsn) == VERSION
        assert rows(connection.superuser_dsn, KEPT) == [(1,)]


def test_programs_replaced_under_a_running_server_are_taken_at_its_next_start(
    data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an update does that nobody has stopped the server for: its files go, others come in their place."""
    here = place / "here"
    monkeypatch.setenv("PG_BIN", str(programs(here, version=VERSION)))
    server = Server(data)
    try:
        dsn = server.start().superuser_dsn
        shutil.rmtree(here)
        programs(here, version=NEWER)
        # A new session, and a library that is loaded only now.
        with psycopg.connect(dsn) as session:
            session.execute("DO $$ BEGIN PERFORM n FROM kept; END $$")
        assert version(dsn) == VERSION
        os.kill(server.process_id(), signal.SIGKILL)
        _until_dead(server)
        assert server.revive()
        assert version(dsn) == NEWER
        assert rows(dsn, KEPT) == [(1,)]
    finally:
        server.stop()


def test_a_new_major_version_is_refused_in_a_sentence_and_the_data_stays_whole(
    data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BIN", str(programs(place / "major", version=NEW_MAJOR)))
    before = sorted((str(f), f.stat().st_mtime_ns) for f in (data / "postgres").rglob("*"))
    with pytest.raises(PostgresError) as refused:
        Server(data).start()
    sentence = str(refused.value)
    assert f"gehört zu PostgreSQL {MAJOR}, gefunden wurde PostgreSQL {int(MAJOR) + 1}" in sentence
    assert f"PG_BIN den Ordner von PostgreSQL {MAJOR}" in sentence
    assert "\n" not in sentence
    assert sorted((str(f), f.stat().st_mtime_ns) for f in (data / "postgres").rglob("*")) == before
    monkeypatch.delenv("PG_BIN")
    with Server(data) as connection:
        assert rows(connection.superuser_dsn, KEPT) == [(1,)]


def _until_dead(server: Server) -> None:
    process = server._process
    assert process
    process.wait(30)
    assert not server.is_running()
