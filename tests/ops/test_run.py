"""`anliegen run` for real: demo, log-in page, killed processes come back, everything ends with it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from anliegen.ops.bench.processes import tree
from anliegen.ops.cli import main
from anliegen.postgres.attach import running
from tests.ops.demonstration import check_demonstration
from tests.ops.installation import COMMAND, answers, as_user, folder, free_port, said, variables
from tests.ordinary import Ordinary, ordinary

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def data() -> Iterator[Path]:
    with folder() as made:
        yield made


def test_an_ordinary_user_starts_it_and_it_survives_its_dead() -> None:
    """As somebody without any right, the program and the data both in folders with a space in their names."""
    with ordinary() as user, folder(user) as data:
        out = start_kill_revive_stop(user, data)
        assert "agent@hartmann.example" in out
        owners = {file.stat().st_uid for file in data.rglob("*")}
        assert owners == {user.uid or os.geteuid()}


def start_kill_revive_stop(user: Ordinary, data: Path) -> str:
    port = free_port()
    values = {**variables(data, port), **user.variables}
    command, more = as_user(user)
    process = subprocess.Popen([*command, "run"], env=values, stdout=subprocess.PIPE, text=True, **more)
    try:
        assert answers(port)
        refused = said(variables(data, free_port()), "run", by=user)
        assert refused.returncode == 1
        assert "läuft bereits eine Instanz" in refused.stderr
        check_demonstration(demonstration(data))
        busy = said(values, "run", by=user)
        assert busy.returncode == 1
        assert "läuft schon etwas" in busy.stderr
        before = rows_of(values, user)
        for part in ("cli serve", "cli worker", "pginstall/bin/postgres"):
            killed = kill(process.pid, part)
            assert killed
            until(lambda gone=killed, part=part: set(pids(process.pid, part)) - set(gone))  # type: ignore[misc]
            assert answers(port)
        assert rows_of(values, user) == before
        with stream(port), socket.create_connection(("127.0.0.1", port)):
            process.send_signal(signal.SIGINT)
            out, _err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    is_gone(port, data)
    return out


def test_root_starts_it_and_a_terminated_one_leaves_nothing_behind(data: Path) -> None:
    """In a path with a space, and without the demonstration; PostgreSQL runs under another account."""
    if os.geteuid() != 0:
        pytest.skip("Only root can start the product as root; run the tests as root to see that, too.")
    port = free_port()
    values = variables(data, port)
    process = subprocess.Popen([*COMMAND, "run", "--no-demo"], env=values, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert any("Anliegen läuft" in line for line in process.stdout)
        assert answers(port)
        postgres = pids(process.pid, "pginstall/bin/postgres")
        assert postgres
        assert 0 not in {Path(f"/proc/{pid}").stat().st_uid for pid in postgres}
        process.terminate()
        process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    is_gone(port, data)


def is_gone(port: int, data: Path) -> None:
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert (data / "postgres" / "PG_VERSION").is_file()
    assert not list(data.glob("postgres/postmaster.pid"))


def test_a_server_told_to_stop_while_it_loads_ends_by_itself(data: Path) -> None:
    values = variables(data, free_port()) | {"ANLIEGEN_APP_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    process = subprocess.Popen(
        [*COMMAND, "serve"], env=values, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        # The worker is there and has the whole application to load, for a second or so.
        until(lambda: len(tree([process.pid])) > 1)
        process.terminate()
        out, _err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (out, process.returncode) == ("", 0)  # not a word of a worker that had to be killed


def demonstration(data: Path) -> str:
    """Return the superuser's way into the database of the running installation."""
    at = running(data)
    assert at
    return make_conninfo(at.superuser_dsn, dbname="anliegen")


def rows_of(values: dict[str, str], user: Ordinary) -> str:
    """Let the doctor look while the installation works; returns what it says, without the numbers."""
    told = []

    def is_well() -> bool:
        done = said(values, "doctor", by=user)
        told.append(done.stdout + done.stderr)
        return done.returncode == 0

    # The background work says every ten seconds that it lives.
    until(is_well, told)
    return "\n".join(line for line in told[-1].splitlines() if "MB frei" not in line)


def pids(root: int, part: str) -> list[int]:
    return [pid for pid in tree([root]) if part in command(pid)]


def kill(root: int, part: str) -> list[int]:
    found = pids(root, part)
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return found


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def until(condition: object, told: object = "") -> None:
    deadline = time.monotonic() + 180
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, told
        time.sleep(0.2)


def stream(port: int) -> socket.socket:
    """A client in the middle of sending, who never ends."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(b"POST /anmelden/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nx")
    return client


def test_help_is_readable() -> None:
    done = said(dict(os.environ), "--help")
    for name in ("run", "serve", "worker", "migrate", "demo", "doctor", "company", "bench"):
        assert name in done.stdout


@pytest.mark.parametrize("command", ["", "run", "doctor", "company", "company create", "bench"])
def test_help_speaks_german(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"Aufruf: anliegen {command}".strip())
    for foreign in ("usage", "options", "show this", "optional"):
        assert foreign not in text


@pytest.mark.parametrize(
    "wrong", ["", "nonsense", "run --nonsense", "company create", "bench --tickets viele"]
)
def test_what_is_not_understood_is_one_sentence(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong.split())
    assert ended.value.code == 2
    said_to = capsys.readouterr().err
    assert said_to.startswith("Das war nicht zu verstehen")
    assert said_to.count("\n") == 1
