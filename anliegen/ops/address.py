"""Where the web server listens, and for whom; of its own, so that the server loads no database for it."""

import os

from anliegen.common import hosts
from anliegen.ops.problem import Problem


def host_and_port() -> tuple[str, int]:
    """Return where the web server listens. Raises Problem for nonsense."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
        raise Problem(f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{port}“.")
    return host, int(port)


def check_names() -> None:
    """Look whether files have a name for themselves, if they are to have one. Raises Problem otherwise."""
    try:
        hosts.own_host_of_files(
            os.environ.get("ANLIEGEN_BASE_URL") or f"http://{os.environ.get('HOST') or '127.0.0.1'}"
        )
    except hosts.HostError as error:
        raise Problem(str(error)) from error
