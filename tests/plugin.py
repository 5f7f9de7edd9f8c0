"""Starts the real PostgreSQL before anything of Django is imported. Loaded by `-p tests.plugin`."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import database

_state: dict[str, object] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the server, make a database, and tell the settings about it."""
    admin = os.environ.get("TEST_DATABASE_URL") or _embedded()
    scratch = database.create(admin)
    database.use(scratch)
    _state["scratch"] = scratch


def pytest_unconfigure() -> None:
    """Drop the database and stop the server."""
    scratch = _state.pop("scratch", None)
    if isinstance(scratch, database.Scratch):
        database.drop(scratch)
    server = _state.pop("server", None)
    if server is not None:
        server.stop()  # type: ignore[attr-defined]
        shutil.rmtree(str(_state.pop("folder")), ignore_errors=True)
    shutil.rmtree(os.environ.get("DATA", ""), ignore_errors=True)


def scratch() -> database.Scratch:
    """Return the database of this test process."""
    found = _state["scratch"]
    assert isinstance(found, database.Scratch)
    return found


def _embedded() -> str:
    from anliegen.postgres import Server

    folder = Path(tempfile.mkdtemp(prefix="anliegen-pg-"))
    server = Server(folder, {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    _state.update(server=server, folder=folder)
    return server.start().superuser_dsn
