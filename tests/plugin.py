"""Starts the real PostgreSQL before anything of Django is imported. Loaded by `-p tests.plugin`.

With several workers the process that hands out the tests migrates once, and each worker begins with a
copy of that database and of the collected static files: migrating costs more than most tests.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest

from tests import database

_state: dict[str, object] = {}
# What the workers find in their environment: how the migrated database is reached, and where the files are.
PREPARED, FILES = "ANLIEGEN_TEST_PREPARED", "ANLIEGEN_TEST_FILES"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the server, make a database, and tell the settings about it."""
    if PREPARED in os.environ:
        _state["untouched"] = untouched = database.Scratch(**json.loads(os.environ[PREPARED]))
        scratch = database.copy(untouched, os.environ["PYTEST_XDIST_WORKER"])
        database.use(scratch)
        shutil.copytree(Path(os.environ[FILES]) / "static", Path(os.environ["DATA"]) / "static")
    else:
        scratch = database.create(os.environ.get("TEST_DATABASE_URL") or _embedded())
        database.use(scratch)
        if early_config.known_args_namespace.numprocesses:
            subprocess.run([sys.executable, "-m", "tests.prepare"], check=True)
            os.environ |= {PREPARED: json.dumps(asdict(scratch)), FILES: os.environ["DATA"]}
    _state["scratch"] = scratch


def pytest_unconfigure() -> None:
    """Drop the database and stop the server."""
    scratch = _state.pop("scratch", None)
    server = _state.pop("server", None)
    if server is not None:
        server.stop()  # type: ignore[attr-defined]
        shutil.rmtree(str(_state.pop("folder")), ignore_errors=True)
    elif isinstance(scratch, database.Scratch):
        database.drop(scratch)
    shutil.rmtree(os.environ.get("DATA", ""), ignore_errors=True)


def scratch() -> database.Scratch:
    """Return the database of this test process."""
    found = _state["scratch"]
    assert isinstance(found, database.Scratch)
    return found


def untouched() -> database.Scratch | None:
    """Return the migrated database that this process began with a copy of, if it did."""
    found = _state.get("untouched")
    assert found is None or isinstance(found, database.Scratch)
    return found


def _embedded() -> str:
    from anliegen.postgres import Server

    folder = Path(tempfile.mkdtemp(prefix="anliegen-pg-"))
    folder.chmod(0o755)  # else the account that runs it for root would get a folder elsewhere, which stays
    # All workers and the servers that they start share it; nobody may be at work in what is copied.
    settings = {"max_connections": "200", "autovacuum": "off"}
    settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    server = Server(folder, settings)
    _state.update(server=server, folder=folder)
    return server.start().superuser_dsn
