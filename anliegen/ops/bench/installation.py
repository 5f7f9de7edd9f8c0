"""A scratch installation to measure: the embedded PostgreSQL, filled, and the product's own processes."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from anliegen.ops import environment
from anliegen.ops.bench.fill import fill
from anliegen.ops.problem import Problem
from anliegen.postgres import Server, ensure_database

_MARK = "bench-tickets"


@dataclass
class Installation:
    """What is measured: where it answers, and the processes whose CPU counts."""

    tickets: int
    port: int
    owner_dsn: str
    superuser_dsn: str
    log: Path
    postgres: int
    variables: dict[str, str] = field(repr=False)
    serve: int = 0
    worker: int = 0

    @property
    def processes(self) -> list[int]:
        return [self.serve, self.postgres]


def free_port() -> int:
    """Return a port nobody listens at: the server would share a busy one, and measure somebody else's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(stack: ExitStack, data: Path, tickets: int) -> Installation:
    """Start PostgreSQL on the folder, migrate, and fill unless the folder is full already.

    Raises Problem when the folder holds another number of tickets.
    """
    mark = data / _MARK
    if mark.exists() and int(mark.read_text()) != tickets:
        raise Problem(f"In „{data}“ liegen {mark.read_text()} Tickets. Bitte einen anderen Ordner nennen.")
    server = Server(data)
    superuser = stack.enter_context(server).superuser_dsn
    found = ensure_database(data, superuser)
    variables = {"ANLIEGEN_OWNER_URL": found.owner_dsn, "ANLIEGEN_APP_URL": found.app_dsn}
    port = free_port()
    values = environment.settings(data, variables) | {"PORT": str(port)}
    subprocess.run(
        [sys.executable, "-m", "anliegen.ops.commands.prepare", "--no-demo"], env=values, check=True
    )
    if not mark.exists():
        start = time.monotonic()
        fill(found.owner_dsn, tickets)
        mark.write_text(str(tickets))
        print(f"{tickets} Tickets in {time.monotonic() - start:.0f} s eingefüllt", flush=True)
    log = data / "postgres.log"
    return Installation(tickets, port, found.owner_dsn, superuser, log, server.process_id(), values)


def serve(stack: ExitStack, installation: Installation) -> None:
    """Start the web server and wait until it answers."""
    command = [sys.executable, "-m", "anliegen.ops.cli", "serve"]
    installation.serve = spawn(stack, command, installation.variables)
    wait_for(installation.port)


def work(stack: ExitStack, installation: Installation) -> None:
    """Start the worker."""
    command = [sys.executable, "-m", "anliegen.ops.cli", "worker"]
    installation.worker = spawn(stack, command, installation.variables)


def floor(stack: ExitStack, installation: Installation) -> tuple[int, int]:
    """Start the floor beside an installation, on its database; returns its process id and its port."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "asginl", "--http", "1", "--workers", "1", "--port", str(port)),
        *("--log-level", "warning", "anliegen.ops.bench.floor:application"),
    ]
    process = spawn(stack, command, installation.variables)
    wait_for(port)
    return process, port


def wait_for(port: int, seconds: float = 60) -> None:
    """Wait until something answers HTTP at the port. Raises Problem when nothing does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/anmelden/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise Problem(f"An Port {port} antwortet nichts.")


def spawn(stack: ExitStack, command: list[str], values: dict[str, str]) -> int:
    """Start a process that ends with the stack; returns its id."""
    process = subprocess.Popen(command, env=dict(os.environ) | values, start_new_session=True)

    def end() -> None:
        process.terminate()
        process.wait(20)

    stack.callback(end)
    return process.pid
