"""Child processes that end with their parent, and come back when they die by themselves."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from anliegen.ops.problem import Problem

_PR_SET_PDEATHSIG = 1
STOP_SECONDS = 12


@dataclass
class Child:
    """One process and how often it had to be started of late."""

    command: str
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0


class Children:
    """The servers of an installation."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables
        self._children: dict[str, Child] = {}

    def start(self, command: str) -> None:
        """Start `anliegen COMMAND` as a child."""
        self._children[command] = Child(command, self._spawn(command), time.monotonic())

    def wait_for_answer(self, address: str, seconds: float = 60) -> None:
        """Wait until the web server answers a request: its port is open long before. Raises Problem."""
        parts = urlsplit(address)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(c.process.poll() is not None for c in self._children.values()):
                raise Problem("Der Server ist nicht gestartet. Die Meldung darüber steht oben.")
            if _answers(parts.hostname or "", parts.port or 80):
                return
            time.sleep(0.02)
        raise Problem("Der Server antwortet nicht.")

    def watch(self, revive: Callable[[], bool]) -> None:
        """Restart the database and children that die, slower each time they die soon. Ends by a signal."""
        while True:
            if revive():
                print("Die Datenbank hat sich beendet und läuft wieder.", file=sys.stderr, flush=True)
            for child in self._children.values():
                if child.process.poll() is not None:
                    self._revive(child)
            time.sleep(0.25)

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children.values():
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children.values():
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(child.process)

    def _revive(self, child: Child) -> None:
        soon = time.monotonic() - child.started < 30
        child.failures = child.failures + 1 if soon else 0
        time.sleep(min(0.2 * 2**child.failures, 10) if child.failures else 0)
        print(f"„{child.command}“ hat sich beendet und wird neu gestartet.", file=sys.stderr, flush=True)
        _kill_group(child.process)
        child.process, child.started = self._spawn(child.command), time.monotonic()

    def _spawn(self, command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "anliegen.ops.cli", command],
            env=self._variables,
            stdin=subprocess.DEVNULL,
            # A group of its own: Ctrl-C reaches the supervisor alone, which then ends all in order.
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  (the supervisor has one thread)
        )


def _answers(host: str, port: int) -> bool:
    # By hand: the client of the standard library costs the supervisor memory that it keeps.
    question = f"HEAD /anmelden/ HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    with contextlib.suppress(OSError), socket.create_connection((host, port), 1) as line:
        line.settimeout(5)
        line.sendall(question.encode())
        return line.recv(5) == b"HTTP/"
    return False


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End what a dead or stubborn child has left behind; the group is its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
