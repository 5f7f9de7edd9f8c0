"""What tests of a whole installation share: free ports, its environment, waiting for the log-in page."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = [sys.executable, "-m", "anliegen.ops.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(data: Path, port: int) -> dict[str, str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith("ANLIEGEN_") and k != "DATABASE_URL"}
    return plain | {"DATA": str(data), "PORT": str(port)}


def answers(port: int, seconds: float = 240) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/anmelden/", timeout=3) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    return False


def said(values: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], env=values, capture_output=True, text=True, check=False, timeout=150
    )


@contextmanager
def folder() -> Iterator[Path]:
    """A folder with a space in its name that the database's account can reach."""
    base = Path(tempfile.mkdtemp(prefix="anliegen run "))
    base.chmod(0o755)
    try:
        yield base / "Daten hier"
    finally:
        shutil.rmtree(base, ignore_errors=True)
