"""PostgreSQL is gone: pages say so. It comes back while a hundred streams are open: all hear again."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from anliegen.postgres import Server
from tests import database
from tests.browser.streams import Reader
from tests.browser.test_live_streams import has_ticket
from tests.browser.webs import Web

pytestmark = pytest.mark.timeout(180)
PEOPLE, STREAMS, NOTES = 10, 100, 60
PAGES = (
    "/",
    "/tickets/",
    "/tickets/1/",
    "/anmelden/",
    "/nicht-da/",
    "/portal/haus/",
    "/portal/haus/anmelden/",
)
FILL = """
import django
django.setup()
from anliegen.ops.database import migrate
migrate()
"""


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[Server, dict[str, str]]]:
    """A database server of its own, with a company of ten people who are logged in."""
    folder = Path(tempfile.mkdtemp(prefix="anliegen-pg-"))
    folder.chmod(0o755)
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


class Writer:
    """Somebody who writes, and sends a form again until it is taken."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.mark = uuid.uuid4().hex
        self.ticket = ""

    def ask(self, path: str, values: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Get a page or post a form; return status, where it leads, and the body. Raises OSError."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        sent = {"Cookie": "anliegen=key-0; portal=nobody; csrf=" + "t" * 32} | headers
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        form = urlencode({"csrfmiddlewaretoken": "t" * 32, **values}) if values else None
        try:
            connection.request("POST" if values else "GET", path, form, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def open_ticket(self) -> None:
        values = {"to": "internal", "subject": "Neustart", "body": "Los", "priority": "2"}
        status, where, body = self.ask("/tickets/neu/", {**values, "key": str(uuid.uuid4())})
        assert status == 303, body
        self.ticket = where.partition("#")[0]

    def keep(self, text: str) -> None:
        assert self.ask(f"{self.ticket}entwuerfe/", {"kind": "reply", "body": text, "base": "0"})[0] == 200

    def note(self, turn: int) -> str:
        values = {"body": f"{self.mark}-{turn}.", "key": str(uuid.uuid4())}
        deadline = time.monotonic() + 60
        while True:
            status, where, body = self.ask(f"{self.ticket}notizen/", values)
            if status == 303:
                return where
            assert status == 500, body
            # Even the page that could do nothing gives the text back.
            assert values["body"] in body
            assert time.monotonic() < deadline

    def count(self) -> dict[str, int]:
        page = self.ask(self.ticket)[2]
        return dict(Counter(re.findall(rf"{self.mark}-\d+\.", page)))


def test_pages_say_so_while_the_database_is_gone(
    house: tuple[Server, dict[str, str]], migrated: object
) -> None:
    server, variables = house
    with Web(variables) as web:
        ask = Writer(web.port).ask
        assert ask("/tickets/")[0] == 200
        server.stop()
        with ThreadPoolExecutor(9) as pool:  # each waits for a connection for a while
            pages = [pool.submit(ask, path) for path in PAGES]
            part = pool.submit(ask, "/tickets/1/", **{"HX-Request": "true"})
            sent = pool.submit(ask, "/tickets/1/antworten/", {"body": "Kurz.", "key": str(uuid.uuid4())})
        for path, asked in zip(PAGES, pages, strict=True):
            status, _where, page = asked.result()
            assert (status, page.count("<h1>")) == (404 if "nicht" in path else 500, 1), path
        assert (part.result()[0], 'role="alert"' in part.result()[2]) == (500, True)
        assert (sent.result()[0], ">Kurz.</textarea>" in sent.result()[2]) == (500, True)
        server.start()
        deadline = time.monotonic() + 30
        while ask("/tickets/")[0] != 200:
            assert time.monotonic() < deadline
        words = web.stop()
    assert "UndefinedError" not in words
    assert "jinja2" not in words


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

    with Web(variables) as web, ThreadPoolExecutor(20) as pool, ThreadPoolExecutor(3) as writers:
        writer = Writer(web.port)
        writer.open_ticket()
        writer.keep("Ein Entwurf vor dem Neustart")
        readers = list(pool.map(reach, range(STREAMS)))
        assert {reader.status for reader in readers} == {200}
        notes = [writers.submit(writer.note, n) for n in range(NOTES)]
        while sum(one.done() for one in notes) < NOTES / 4:
            time.sleep(0.005)
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
        # What was acknowledged before, in between and after stands there once, and what was typed too.
        anchors = {one.result() for one in notes}
        assert len(anchors) == NOTES
        assert writer.count() == {f"{writer.mark}-{n}.": 1 for n in range(NOTES)}
        assert "Ein Entwurf vor dem Neustart" in writer.ask(f"{writer.ticket}entwuerfe/")[2]
