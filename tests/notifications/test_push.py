"""Web push against a push service of our own: encrypted for the browser, signed by us, silent on contents."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from anliegen.notifications.models import PushDevice
from anliegen.notifications.push_keys import public_key
from anliegen.notifications.tasks import push
from anliegen.tickets.actions.change import assign
from tests.cast import Cast, Person
from tests.conversation.acts import asked

AUTH = b"sechzehn Zeichen"
REAL = "https://fcm.googleapis.com/fcm/send/abc"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Service:
    """A push service: keeps what it is sent, answers as told."""

    def __init__(self) -> None:
        self.answer, self.got = 201, list[tuple[dict[str, str], bytes]]()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(service.answer)
                self.end_headers()

            def log_message(self, *values: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/send/1"


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def browser() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> str:
    return text(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def device(person: Person, key: ec.EllipticCurvePrivateKey, endpoint: str) -> PushDevice:
    person.actor()
    return PushDevice.objects.create(
        company_id=person.company_id,
        membership_id=person.membership_id,
        endpoint=endpoint,
        p256dh=point(key),
        auth=text(AUTH),
    )


def jobs() -> list[dict[str, object]]:
    from tests.accounts.test_password_reset import jobs as of

    return of("notifications.push")


def given_to_anna(world: Cast) -> int:
    number = asked(world.ben.actor(), subject="GEHEIMER BETREFF", html="<p>GEHEIMER TEXT</p>").number
    assign(actor=world.ben.actor(), number=number, assignee_id=world.anna.membership_id)
    return number


def test_who_gets_a_ticket_is_woken_and_nothing_of_it_is_told(
    world: Cast, service: Service, browser: ec.EllipticCurvePrivateKey
) -> None:
    device(world.anna, browser, service.address)
    number = given_to_anna(world)
    (job,) = jobs()
    push(**job)  # type: ignore[arg-type]
    ((headers, body),) = service.got
    assert b"GEHEIM" not in body
    letter = json.loads(http_ece.decrypt(body, private_key=browser, auth_secret=AUTH, version="aes128gcm"))
    assert letter == {
        "title": f"Ticket #{number}",
        "body": "Das Ticket wurde Ihnen zugewiesen.",
        "path": f"/tickets/{number}/",
    }
    signed = dict(part.strip().split("=", 1) for part in headers["authorization"][6:].split(","))
    assert signed["k"] == public_key()
    assert Vapid02.verify(headers["authorization"])
    assert int(headers["ttl"]) > 0


def test_what_was_read_or_muted_wakes_nobody(
    world: Cast, service: Service, browser: ec.EllipticCurvePrivateKey
) -> None:
    device(world.anna, browser, service.address)
    world.anna.client().post("/konto/hinweise/", {"kinds": ["mention"]})
    given_to_anna(world)
    assert not jobs()


def test_a_device_that_is_gone_is_forgotten_and_one_that_fails_is_kept(
    world: Cast, service: Service, browser: ec.EllipticCurvePrivateKey
) -> None:
    made = device(world.anna, browser, service.address)
    given_to_anna(world)
    for answer, is_kept in ((500, True), (429, True), (410, False)):
        service.answer = answer
        push(**jobs()[0])  # type: ignore[arg-type]
        world.anna.actor()
        assert PushDevice.objects.filter(pk=made.pk).exists() is is_kept, answer


def test_a_browser_registers_once_and_ends(world: Cast, browser: ec.EllipticCurvePrivateKey) -> None:
    client = world.anna.client()
    fields = {"endpoint": REAL, "p256dh": point(browser), "auth": text(AUTH)}
    for _ in range(2):
        assert client.post("/konto/geraet/", fields).status_code == 204
    world.anna.actor()
    assert PushDevice.objects.count() == 1
    world.ben.client().post("/konto/geraet/ende/", {"endpoint": REAL})
    world.anna.actor()
    assert PushDevice.objects.count() == 1, "only the own one"
    assert client.post("/konto/geraet/ende/", {"endpoint": REAL}).status_code == 204
    world.anna.actor()
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com@10.0.0.1/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com/" + "x" * 500,
        "https://fcm.googleapis.com/x\r\nHost: a",
    ],
)
def test_the_worker_is_sent_to_no_other_machine(
    world: Cast, browser: ec.EllipticCurvePrivateKey, endpoint: str
) -> None:
    fields = {"endpoint": endpoint, "p256dh": point(browser), "auth": text(AUTH)}
    assert world.anna.client().post("/konto/geraet/", fields).status_code == 422
    world.anna.actor()
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    ("p256dh", "auth"), [("", ""), ("x" * 87, text(AUTH)), (None, "kurz"), ("ä" * 10, "x" * 5000)]
)
def test_keys_that_are_none_are_refused(
    world: Cast, browser: ec.EllipticCurvePrivateKey, p256dh: str | None, auth: str
) -> None:
    fields = {"endpoint": REAL, "p256dh": point(browser) if p256dh is None else p256dh, "auth": auth}
    assert world.anna.client().post("/konto/geraet/", fields).status_code == 422
    world.anna.actor()
    assert not PushDevice.objects.exists()
