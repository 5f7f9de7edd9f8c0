"""Web processes that a test may kill, and people who use them without a browser."""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

import psycopg

from anliegen.common.ids import digest
from tests.browser import conftest


def owner(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Run a statement on the server's database as its owner, and return its rows."""
    with psycopg.connect(conftest.OWNER[-1], autocommit=True) as connection:
        cursor = connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def previewed() -> None:
    """Make the pictures of all files that wait for them."""
    subprocess.run([sys.executable, "-m", "tests.browser.previewed"], env=conftest.ENVIRONMENT, check=True)


class Web:
    """One more web process on the server's database, or another; started again at the same port.

    `PORT` in a variable stands for that port.
    """

    def __init__(self, variables: dict[str, str] | None = None, **more: str) -> None:
        self.port = conftest.free_port()
        own = {name: value.replace("PORT", str(self.port)) for name, value in more.items()}
        self._variables = {**(variables or conftest.ENVIRONMENT), "PORT": str(self.port), **own}
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anliegen.ops.cli", "serve"],
            env=self._variables,
            start_new_session=True,
            stderr=subprocess.PIPE,
            text=True,
        )
        conftest.wait_for(self.address)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> str:
        """Tell it to stop; return what it had to say."""
        self.process.terminate()
        return self.process.communicate(timeout=20)[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self.process.poll() is None:
            self.kill()


@dataclass
class Somebody:
    """A person of the cast with a session of their own, who sends forms as a browser does."""

    email: str
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        owner(
            "INSERT INTO accounts_session"
            " (session_key, session_data, expire_date, user_id, created_at, device)"
            " SELECT %s, '', now() + interval '1 day', id, now(), '' FROM accounts_user WHERE email = %s",
            digest(self.key),
            self.email,
        )

    def ask(self, port: int, path: str, values: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Get a page or post a form; return status, where it leads, and the body. Raises OSError."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Cookie": f"anliegen={self.key}; csrf={self.token}"}
        try:
            if values is None:
                connection.request("GET", path, headers=headers)
            else:
                body = urlencode({"csrfmiddlewaretoken": self.token, **values})
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        except http.client.HTTPException as failure:
            raise ConnectionError from failure
        finally:
            connection.close()

    def reply(self, port: int, number: int, text: str, key: uuid.UUID) -> tuple[int, str, str]:
        """Send an answer to a ticket."""
        values = {"body": text, "key": str(key), "then": "send"}
        return self.ask(port, f"/tickets/{number}/antworten/", values)


def port_of(server: str) -> int:
    return int(server.rsplit(":", 1)[1])


def number_of(subject: str) -> str:
    """Return the number of the ticket with this subject at its company."""
    ((number,),) = owner(
        "SELECT s.number FROM tickets_side s JOIN tickets_ticket t ON t.id = s.ticket_id"
        " WHERE t.subject = %s",
        subject,
    )
    return str(number)


def new_ticket(person: Somebody, port: int, subject: str) -> int:
    """Open a ticket for a customer; return its number."""
    ((customer,),) = owner("SELECT public_id FROM customers_customer WHERE name = 'Thal Architekten GmbH'")
    values = {"to": "customer", "customer": str(customer), "subject": subject, "priority": "2"}
    status, where, body = person.ask(
        port, "/tickets/neu/", {**values, "body": "Guten Tag", "key": str(uuid.uuid4())}
    )
    assert status == 303, body
    return int(where.split("/")[2])


def said(text: str) -> int:
    """Return how often a text stands in a conversation."""
    ((times,),) = owner("SELECT count(*) FROM conversation_message WHERE html LIKE %s", f"%{text}%")
    return int(times)


class Balancer:
    """One address for several web processes: each connection goes to the next of them."""

    def __init__(self, *ports: int) -> None:
        self._ports = ports
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        with self._door:
            self._door.shutdown(socket.SHUT_RDWR)
            for thread in self._threads:
                thread.join()

    def _serve(self) -> None:
        while True:
            try:
                outside, _peer = self._door.accept()
            except OSError:
                return
            port = self._ports[len(self._threads) % len(self._ports)]
            inside = socket.create_connection(("127.0.0.1", port))
            self._threads.append(threading.Thread(target=_connect, args=(outside, inside)))
            self._threads[-1].start()


def _connect(outside: socket.socket, inside: socket.socket) -> None:
    with outside, inside:
        back = threading.Thread(target=_pump, args=(inside, outside))
        back.start()
        _pump(outside, inside)
        back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
