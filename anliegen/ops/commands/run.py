"""`anliegen run`: database, web server and worker under one roof, until Ctrl-C or SIGTERM."""

import argparse
import errno
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

from anliegen.ops import environment
from anliegen.ops.address import host_and_port
from anliegen.ops.children import Children
from anliegen.ops.prepared import is_prepared
from anliegen.ops.problem import Problem

ACCOUNTS = """
  Anliegen läuft:  {address}

  Demo-Konten (Passwort: anliegen-demo)
    agent@hartmann.example    Hartmann Haustechnik, Mitarbeiterin
    admin@hartmann.example    Hartmann Haustechnik, Verwaltung
    agent@wrobel.example      eine andere Firma
    agent@lindwerk.example    Lindwerk, der Betreiber

  Beenden mit Strg+C
"""
PLAIN = "\n  Anliegen läuft:  {address}\n  Beenden mit Strg+C\n"


def run(arguments: argparse.Namespace) -> int:
    """Start everything, watch over it, stop everything. Returns the exit code."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    data = environment.data_folder()
    address = _free_address()
    try:
        with environment.database(data) as found:
            values = environment.settings(data, found.variables)
            if not is_prepared(data, values["ANLIEGEN_OWNER_URL"], with_demo=not arguments.no_demo):
                _prepare(values, arguments.no_demo)
            _watch(values, found.revive, address, arguments.no_demo)
    except _StopError:
        pass
    return 0


class _StopError(Exception):
    """Raised by a signal, wherever the program is; every `with` then cleans up."""


# Python swallows what is raised while it clears an object away: the order itself is kept.
_orders: list[int] = []


def _stop(number: int, frame: FrameType | None) -> None:
    _orders.append(number)
    raise _StopError


def _unless_told_to_stop(revive: Callable[[], bool]) -> bool:
    if _orders:
        raise _StopError
    return revive()


def _free_address() -> str:
    host, port = host_and_port()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            is_busy = error.errno == errno.EADDRINUSE
            what = "läuft schon etwas" if is_busy else f"lässt sich nicht horchen ({error.strerror})"
            raise Problem(f"Auf {host}:{port} {what}. Wählen Sie mit PORT einen anderen Port.") from error
    return f"http://{host}:{port}"


def _prepare(values: dict[str, str], no_demo: bool) -> None:
    command = [sys.executable, "-m", "anliegen.ops.commands.prepare", *(["--no-demo"] if no_demo else [])]
    if subprocess.run(command, env=values, check=False).returncode:
        raise Problem("Die Datenbank ließ sich nicht vorbereiten. Die Meldung darüber steht oben.")


def _watch(values: dict[str, str], revive: Callable[[], bool], address: str, no_demo: bool) -> None:
    # The owner's way into the database stays here: the servers work as the application's role.
    rights = {
        name: value for name, value in values.items() if name not in {"ANLIEGEN_OWNER_URL", "DATABASE_URL"}
    }
    with Children(rights) as children:
        children.start("serve")
        children.wait_for_answer(address)
        # Not before: it would take the processor from those who wait for the first page.
        children.start("worker")
        print((PLAIN if no_demo else ACCOUNTS).format(address=address), flush=True)
        children.watch(lambda: _unless_told_to_stop(revive))
