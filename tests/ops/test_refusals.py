"""What keeps an installation from starting is one German sentence, exit code 1, and damages nothing."""

import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ops.installation import folder, free_port, said, variables


@pytest.fixture
def data() -> Iterator[Path]:
    with folder() as made:
        yield made


def refused(values: dict[str, str], *arguments: str) -> str:
    """Run the command, which has to refuse; returns the sentence."""
    done = said(values, *(arguments or ("run",)))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].endswith(".")
    return lines[0]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "99999", "PORT muss eine Zahl"),
        ("PORT", "x", "PORT muss eine Zahl"),
        ("PORT", "²", "PORT muss eine Zahl"),
        ("DATA", "/proc/x", "kann nicht geschrieben"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/x", "antwortet nicht"),
        ("DATABASE_URL", "Unsinn", "DATABASE_URL"),
        ("ANLIEGEN_FILES_HOST", "localhost", "ANLIEGEN_FILES_HOST braucht einen Namen für sich"),
    ],
)
def test_nonsense_is_one_sentence(data: Path, name: str, value: str, sentence: str) -> None:
    values = variables(data, free_port()) | {name: value}
    assert sentence in refused(values)


def test_a_busy_port_is_one_sentence(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "läuft schon etwas" in refused(variables(data, taken.getsockname()[1]))


def test_old_programs_are_one_sentence_and_touch_nothing(data: Path, tmp_path: Path) -> None:
    for name in ("postgres", "initdb"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        program.chmod(0o755)
    values = variables(data, free_port()) | {"PG_BIN": str(tmp_path)}
    assert "PostgreSQL 14 ist zu alt" in refused(values)
    assert not (data / "postgres").exists()


def test_an_old_server_is_one_sentence(data: Path) -> None:
    with server_of_version("14.9") as port:
        url = f"postgresql://x@127.0.0.1:{port}/x?sslmode=disable"
        values = variables(data, free_port()) | {"DATABASE_URL": url}
        assert "PostgreSQL 14 ist zu alt" in refused(values)


@contextmanager
def server_of_version(version: str) -> Iterator[int]:
    """Something that speaks just enough of the protocol to say its version."""

    def message(kind: bytes, body: bytes) -> bytes:
        return kind + (len(body) + 4).to_bytes(4, "big") + body

    def serve() -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            with client:
                client.recv(4096)
                parameter = message(b"S", b"server_version\0" + version.encode() + b"\0")
                client.sendall(message(b"R", bytes(4)) + parameter + message(b"Z", b"I"))
                client.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_a_folder_of_something_else_is_left_alone(data: Path) -> None:
    other = data / "postgres"
    other.mkdir(parents=True)
    (other / "brief.txt").write_text("Nicht anfassen")
    assert "keine Datenbank" in refused(variables(data, free_port()))
    assert [f.name for f in other.iterdir()] == ["brief.txt"]


def test_a_full_disk_is_one_sentence_and_leaves_the_data_whole(tmp_path: Path) -> None:
    """On a file system of its own, as large as a small installation wants to see free at least."""
    with small_disk(tmp_path / "platte", megabytes=60) as disk:
        place = (disk or tmp_path) / "daten"
        values = variables(place, free_port())
        if disk is None:
            # Only root may mount; what the sentence depends on is tried everywhere all the same.
            values |= {"PYTHONPATH": str(_pretend_full(tmp_path))}
        assert re.search(r"nur noch \d+ MB frei", refused(values))
        assert not (place / "postgres").exists()


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path | None]:
    at.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(at)]
    mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield at if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(at)], check=True)


def _pretend_full(folder: Path) -> Path:
    """A folder whose `sitecustomize` lets every disk look full to Python."""
    made = folder / "voll"
    made.mkdir()
    usage = tuple(shutil.disk_usage("/"))
    (made / "sitecustomize.py").write_text(
        "import shutil\n"
        f"shutil.disk_usage = lambda path: shutil._ntuple_diskusage({usage[0]}, {usage[0]}, 1_000_000)\n"
    )
    return made
