"""`anliegen run` for real: demo, log-in page, a killed server comes back, everything ends with it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from anliegen.ops.bench.measure import tree

pytestmark = pytest.mark.timeout(170)
COMMAND = [sys.executable, "-m", "anliegen.ops.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(data: Path, port: int) -> dict[str, str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith("ANLIEGEN_") and k != "DATABASE_URL"}
    return plain | {"DATA": str(data), "PORT": str(port)}


def answers(port: int, seconds: float = 90) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/anmelden/", timeout=3) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    return False


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder with a space in its name that the server's account can reach."""
    base = Path(tempfile.mkdtemp(prefix="anliegen run "))
    base.chmod(0o755)
    yield base / "Daten hier"
    shutil.rmtree(base, ignore_errors=True)


def test_start_kill_revive_stop(data: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, "run"], env=variables(data, port), stdout=subprocess.PIPE, text=True
    )
    try:
        assert answers(port)
        refused = subprocess.run(
            [*COMMAND, "run"], env=variables(data, free_port()), capture_output=True, text=True, check=False
        )
        assert refused.returncode == 1
        assert "läuft bereits eine Instanz" in refused.stderr
        busy = subprocess.run(
            [*COMMAND, "run"], env=variables(data, port), capture_output=True, text=True, check=False
        )
        assert busy.returncode == 1
        assert "läuft schon etwas" in busy.stderr
        for pid in [p for p in tree([process.pid]) if _is_server(p)]:
            os.kill(pid, signal.SIGKILL)
        assert answers(port)
    finally:
        process.terminate()
        out, _err = process.communicate(timeout=40)
    assert "agent@hartmann.example" in out
    assert process.returncode == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def _is_server(pid: int) -> bool:
    try:
        return b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "99999", "PORT muss eine Zahl"),
        ("PORT", "x", "PORT muss eine Zahl"),
        ("DATA", "/proc/x", "kann nicht geschrieben"),
    ],
)
def test_nonsense_is_one_sentence(data: Path, name: str, value: str, sentence: str) -> None:
    values = variables(data, free_port()) | {name: value}
    done = subprocess.run([*COMMAND, "run"], env=values, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_help_is_readable() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
    for command in ("run", "serve", "worker", "migrate", "demo", "doctor", "company", "bench"):
        assert command in done.stdout
