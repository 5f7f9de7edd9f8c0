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
from typing import Any

from tests.ordinary import Ordinary

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


def said(
    values: dict[str, str], *arguments: str, by: Ordinary | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as ourselves or as an ordinary user."""
    command, more = as_user(by)
    env = {**values, **(by.variables if by else {})}
    return subprocess.run(
        [*command, *arguments], env=env, capture_output=True, text=True, check=False, timeout=150, **more
    )


def as_user(by: Ordinary | None) -> tuple[list[str], dict[str, Any]]:
    """Return the command and what makes subprocess run it as that user."""
    return ([str(by.python), *COMMAND[1:]], {"cwd": "/", **by.become()}) if by else (COMMAND, {})


@contextmanager
def folder(of: Ordinary | None = None) -> Iterator[Path]:
    """A folder with a space in its name that the database's account can reach, or that a user owns."""
    base = Path(tempfile.mkdtemp(prefix="anliegen run "))
    base.chmod(0o755)
    if of:
        of.own(base)
    try:
        yield base / "Daten hier"
    finally:
        shutil.rmtree(base, ignore_errors=True)
