"""Reaching the server that another process runs on a data folder, for a command beside it."""

import fcntl
import os
from pathlib import Path

from psycopg.conninfo import make_conninfo

from anliegen.postgres import account as accounts
from anliegen.postgres.cluster import secret
from anliegen.postgres.server import Connection

_LINES = 8


def running(data: Path) -> Connection | None:
    """Return the way to the folder's running server, or None when nobody runs one.

    Raises PostgresError where there is no account that could run a server at all.
    """
    data = data.resolve()
    if not _is_locked(data / "postgres.lock"):
        return None
    folder = accounts.reachable_folder(accounts.current(), data / "postgres")
    try:
        lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, PermissionError):
        return None
    if len(lines) < _LINES or lines[7].strip() != "ready":
        return None
    sockets = lines[4].strip()
    password = secret(data, "postgres-superuser")
    dsn = make_conninfo("", host=sockets, user="postgres", password=password, dbname="postgres")
    return Connection(dsn, Path(sockets))


def _is_locked(lock: Path) -> bool:
    """Say whether somebody holds the lock. It is only looked at: a holder is never disturbed."""
    try:
        handle = os.open(lock, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
