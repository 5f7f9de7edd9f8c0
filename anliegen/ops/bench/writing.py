"""Measuring what writes: a new ticket and an answer, sent as the forms send them."""

import re
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from anliegen.ops.bench.cast import BUSY_CUSTOMER
from anliegen.ops.bench.measure import Client
from anliegen.ops.bench.pages import AGENT

_TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"')
_SECRET = "bench" * 6 + "ab"  # 32 letters: what a browser keeps in its cookie
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
WRITES = ("Ticket anlegen", "Antworten")


def writer(port: int, name: str) -> Callable[[], object]:
    """Return what sends the form of this name once more, with a connection of its own."""
    client = Client(port, f"{AGENT}; csrf={_SECRET}")
    found = _TOKEN.search(client.get("/tickets/2/"))
    if not found:
        raise RuntimeError("Die Seite trägt kein Formularkennzeichen.")
    token = found[1].decode()

    def send() -> None:
        path, fields = _new_ticket() if name == WRITES[0] else _answer()
        body = urlencode(fields | {"csrfmiddlewaretoken": token, "key": str(uuid.uuid4())}).encode()
        status, _body = client.send("POST", path, body, _FORM)
        if status != 303:
            raise RuntimeError(f"{path}: {status}")

    return send


def _new_ticket() -> tuple[str, dict[str, str]]:
    fields = {"to": "customer", "customer": BUSY_CUSTOMER, "subject": "Heizung bleibt kalt", "priority": "3"}
    return "/tickets/neu/", fields | {
        "categories": "3",
        "body": "Guten Tag,\n\nwir kommen morgen um neun Uhr.",
    }


def _answer() -> tuple[str, dict[str, str]]:
    return "/tickets/2/antworten/", {"body": "Guten Tag,\n\nwir kommen morgen um neun Uhr.", "then": "send"}
