"""The web server: one process, a pool of threads, answers to SIGTERM at once."""

import argparse
import os
import signal

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from anliegen.ops.address import host_and_port
from anliegen.ops.problem import Problem


def run(arguments: argparse.Namespace) -> None:
    """Serve until told to stop. The database must be reachable by ANLIEGEN_APP_URL."""
    if not os.environ.get("ANLIEGEN_APP_URL"):
        raise Problem("ANLIEGEN_APP_URL fehlt. „anliegen run“ setzt sie selbst.")
    host, port = host_and_port()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anliegen.config.settings")
    os.register_at_fork(after_in_child=_end_at_once)
    Granian(
        "anliegen.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=1,
        backlog=1024,
        # Open streams count as requests at work: the usual limit, the backlog, would refuse pages beside.
        backpressure=8192,
        log_enabled=True,
        log_level="warning",
        log_access=False,
        # Streams are ended first; a worker whose clients hold their connections open all the same is ended.
        workers_kill_timeout=3,
    ).serve()


def _end_at_once() -> None:
    """Let an order to stop end the forked worker while it is still loading the application.

    It inherits its parent's handler, which takes the order down in a copy that nobody reads; the worker would
    then be killed after its time. Loaded, it has handlers of its own.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
