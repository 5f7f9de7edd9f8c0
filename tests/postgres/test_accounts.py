"""As whom the server runs: root hands it to another account, an ordinary user runs it as itself."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anliegen.postgres import PostgresError, Server, account
from anliegen.postgres.attach import running
from tests.ordinary import Ordinary, ordinary
from tests.postgres.support import NEWER, VERSION, open_folder, programs, rows

AS_ROOT = pytest.mark.skipif(
    os.geteuid() != 0,
    reason="What root does with the server only root can see; run the tests as root for that.",
)
HOLD = """
import sys
from pathlib import Path
from anliegen.postgres import PostgresError, Server
try:
    server = Server(Path(sys.argv[1]))
    print(server.start().superuser_dsn, server.process_id(), sep="|", flush=True)
except PostgresError as error:
    sys.exit(str(error))
sys.stdin.read()
server.stop()
"""


@pytest.fixture(scope="module")
def user() -> Iterator[Ordinary]:
    with ordinary() as made:
        yield made


@pytest.fixture
def data() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture
def shared(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where root keeps what another account must reach."""
    place = data.parent / "shared"
    monkeypatch.setattr(account, "SHARED", place)
    return place


def hold(user: Ordinary, data: Path) -> "subprocess.Popen[str]":
    return user.start("-c", HOLD, str(data))


def started(child: "subprocess.Popen[str]") -> tuple[str, int]:
    assert child.stdout
    dsn, pid = child.stdout.readline().strip().split("|")
    return dsn, int(pid)


def write(dsn: str) -> None:
    with psycopg.connect(dsn) as inside:
        inside.execute("CREATE TABLE kept (n int)")
        inside.execute("INSERT INTO kept VALUES (1)")


def test_an_ordinary_user_runs_it_as_itself(user: Ordinary, data: Path) -> None:
    """Made, refused to a second instance, killed together with its supervisor, started again, stopped."""
    user.own(data)
    uid = os.geteuid() if user.uid is None else user.uid
    first = hold(user, data)
    dsn, pid = started(first)
    write(dsn)
    assert Path(f"/proc/{pid}").stat().st_uid == uid
    assert {file.stat().st_uid for file in data.rglob("*")} == {uid}
    for file in (data / "secrets").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    second = hold(user, data)
    assert "läuft bereits eine Instanz" in second.communicate(timeout=60)[1]
    assert second.returncode == 1
    first.kill()
    first.communicate()
    third = hold(user, data)
    dsn, _pid = started(third)
    assert rows(dsn, "SELECT n FROM kept") == [(1,)]
    _out, said = third.communicate("", timeout=60)
    assert (third.returncode, said) == (0, "")
    assert not (data / "postgres" / "postmaster.pid").exists()


@AS_ROOT
def test_somebody_whom_the_system_does_not_know_is_told_so(user: Ordinary, data: Path) -> None:
    """PostgreSQL asks for the name of who makes a database, which a bare number in a container has not."""
    os.chown(data, 65_777, 65_777)
    child = user.start("-c", HOLD, str(data), number=65_777)
    _out, said = child.communicate(timeout=60)
    assert child.returncode == 1
    assert "65777 hat keinen Eintrag in /etc/passwd" in said
    assert said.count("\n") == 1
    assert not (data / "postgres").exists()


@AS_ROOT
def test_root_lets_another_account_run_it_and_nothing_of_it_belongs_to_root(data: Path) -> None:
    server = Server(data)
    try:
        dsn = server.start().superuser_dsn
        write(dsn)
        runs_as = Path(f"/proc/{server.process_id()}").stat().st_uid
        assert runs_as == account.current().uid != 0
        cluster = data / "postgres"
        assert {file.stat().st_uid for file in [cluster, *cluster.rglob("*")]} == {runs_as}
        assert (data / "secrets" / "postgres-superuser").stat().st_uid == 0
    finally:
        server.stop()


@AS_ROOT
def test_below_a_private_folder_the_data_lies_where_the_account_reaches_it(data: Path, shared: Path) -> None:
    """And stays there whatever becomes of the folder: no second, empty database beside it."""
    data.chmod(0o700)
    with Server(data) as connection:
        write(connection.superuser_dsn)
        found = running(data)
        assert found
        assert rows(found.superuser_dsn, "SELECT n FROM kept") == [(1,)]
    link = data / "postgres"
    assert link.is_symlink()
    assert link.readlink().parent == shared
    data.chmod(0o755)
    with Server(data) as connection:
        assert rows(connection.superuser_dsn, "SELECT n FROM kept") == [(1,)]
    moved = data.with_name("woanders")
    data.rename(moved)
    with pytest.raises(PostgresError, match="eines anderen Ordners"):
        Server(moved).start()


@AS_ROOT
def test_a_folder_that_was_shut_over_the_data_is_said_and_nothing_is_made_anew(
    data: Path, shared: Path
) -> None:
    with Server(data) as connection:
        write(connection.superuser_dsn)
    data.chmod(0o700)
    with pytest.raises(PostgresError, match=r"nicht mehr betreten.*chmod o\+x"):
        Server(data).start()
    assert not shared.exists()
    data.chmod(0o755)
    with Server(data) as connection:
        assert rows(connection.superuser_dsn, "SELECT n FROM kept") == [(1,)]


@AS_ROOT
def test_programs_out_of_reach_are_copied_and_newer_ones_are_copied_anew(
    data: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when both are of the same size and date, and were unpacked for root's eyes alone."""
    private = data.parent / "privat"
    private.mkdir(mode=0o700)
    old_mask = os.umask(0o077)
    try:
        seen = []
        for version in (VERSION, NEWER):
            shutil.rmtree(private / "pg", ignore_errors=True)
            folder = programs(private / "pg", version=version)
            monkeypatch.setenv("PG_BIN", str(folder))
            os.utime(folder / "postgres", (1, 1))
            for path in (private / "pg").rglob("*"):
                path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o700)
            with Server(data) as connection:
                seen.append(rows(connection.superuser_dsn, "SHOW server_version")[0][0])
    finally:
        os.umask(old_mask)
    assert seen == [VERSION, NEWER]
    assert len(list(shared.glob("programs-*"))) == 2
    assert not list(shared.glob(".programs-*"))
