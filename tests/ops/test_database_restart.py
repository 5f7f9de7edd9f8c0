"""PostgreSQL is restarted while a hundred streams are open: all come back, and hear again."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from anliegen.postgres import Server
from tests import database
from tests.browser.streams import Reader
from tests.browser.test_live_streams import has_ticket
from tests.browser.webs import Web

pytestmark = pytest.mark.timeout(180)
PEOPLE, STREAMS = 10, 100
FILL = """
import django
django.setup()
from anliegen.ops.database import migrate
migrate()
"""


@pytest.fixture
def house() -> Iterator[tuple[Server, dict[str, str]]]:
    """A database server of its own, with a company of ten people who are logged in."""
    folder = Path(tempfile.mkdtemp(prefix="anliegen-pg-"))
    server = Server(folder, {"fsync": "off"})
    scratch = database.create(server.start().superuser_dsn)
    variables = {
        **os.environ,
        **database.environment(scratch),
        "ANLIEGEN_POOL": "4",
        "ANLIEGEN_PROPAGATE": "0",
    }
    # The static files are those of the other tests.
    shutil.rmtree(variables["DATA"])
    variables |= {"DATA": os.environ["DATA"], "DJANGO_SETTINGS_MODULE": "anliegen.config.settings"}
    subprocess.run([sys.executable, "-c", FILL], env=variables, check=True)
    subprocess.run([sys.executable, "-m", "tests.ops.people", str(PEOPLE)], env=variables, check=True)
    yield server, variables
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_streams_outlive_a_restart_of_the_database(
    house: tuple[Server, dict[str, str]], migrated: object
) -> None:
    server, variables = house

    def reach(turn: int) -> Reader:
        return Reader(web.address, f"key-{turn % PEOPLE}")

    def once_more(turn: int) -> Reader:
        deadline = time.monotonic() + 30
        while True:
            reader = reach(turn)
            if reader.status == 200:
                return reader
            assert reader.status in {503, 429}, reader.status
            assert time.monotonic() < deadline
            reader.__exit__()

    with Web(variables) as web, ThreadPoolExecutor(20) as pool:
        readers = list(pool.map(reach, range(STREAMS)))
        assert {reader.status for reader in readers} == {200}
        server.stop()
        server.start()
        # Each is let go or told to fetch anew; none is told that the session has ended.
        told = list(pool.map(lambda r: r.until(lambda s: s.refetches, 15) or r.ends(1), readers))
        assert all(told)
        assert not any(reader.is_ended for reader in readers)
        for reader in readers:
            reader.__exit__()
        again = list(pool.map(once_more, range(STREAMS)))
        try:
            with psycopg.connect(variables["ANLIEGEN_OWNER_URL"], autocommit=True) as connection:
                connection.execute("SELECT live_hint((SELECT max(id) FROM accounts_company), 'ticket', '{}')")
            assert all(pool.map(lambda r: r.until(has_ticket, 10), again))
        finally:
            for reader in again:
                reader.__exit__()
