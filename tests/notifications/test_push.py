"""Web push against a push service of our own: encrypted for the browser, signed by us, silent on contents."""

import base64
import json
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from py_vapid import Vapid02

from anliegen.accounts.models import Membership, User
from anliegen.common import tenancy
from anliegen.conversation.actions.note import note
from anliegen.notifications.actions import choose_kinds
from anliegen.notifications.models import Choice, Kind, PushDevice
from anliegen.notifications.push_keys import public_key
from anliegen.notifications.queries import page_for
from anliegen.notifications.tasks import push
from anliegen.tickets.actions.change import assign
from anliegen.tickets.actions.read import set_read
from tests.cast import Cast, Person
from tests.conversation.acts import asked, support
from tests.notifications.acts import hush

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


@pytest.fixture(autouse=True)
def quiet(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hush(world)
    monkeypatch.setattr(settings, "EGRESS_ALLOW", ["127.0.0.1/32"])


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
    tenancy.enter(person.company_id, person.user_id)
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


def letters(service: Service, key: ec.EllipticCurvePrivateKey) -> list[tuple[str, str]]:
    """Return title and text of everything that the service was sent."""
    opened = [
        json.loads(http_ece.decrypt(body, private_key=key, auth_secret=AUTH, version="aes128gcm"))
        for _headers, body in service.got
    ]
    return [(letter["title"], letter["body"]) for letter in opened]


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


def test_what_was_muted_wakes_nobody(world: Cast, browser: ec.EllipticCurvePrivateKey) -> None:
    device(world.anna, browser, REAL)
    world.anna.client().post("/konto/hinweise/", {"push": ["mention"], "bell": ["assigned"]})
    given_to_anna(world)
    assert not jobs()


def test_what_was_read_in_the_meantime_wakes_nobody(
    world: Cast, service: Service, browser: ec.EllipticCurvePrivateKey
) -> None:
    device(world.anna, browser, service.address)
    set_read(actor=world.anna.actor(), number=given_to_anna(world))
    push(**jobs()[0])  # type: ignore[arg-type]
    assert service.got == []


def test_push_is_chosen_apart_from_the_bell(
    world: Cast, service: Service, browser: ec.EllipticCurvePrivateKey
) -> None:
    device(world.anna, browser, service.address)
    world.anna.client().post("/konto/hinweise/", {"push": ["assigned"]})
    number = given_to_anna(world)
    assert page_for(world.anna.actor()).rows == []
    push(**jobs()[0])  # type: ignore[arg-type]
    assert letters(service, browser) == [(f"Ticket #{number}", "Das Ticket wurde Ihnen zugewiesen.")]


def test_new_tickets_wake_who_has_chosen_it_and_nobody_else(
    world: Cast, service: Service, browser: ec.EllipticCurvePrivateKey
) -> None:
    for person in (world.anna, world.ben, world.paula, world.carla, world.sven):
        device(person, browser, service.address)
    for person in (world.anna, world.ben, world.carla):
        choose_kinds(actor=person.actor(), bell=(), push=["new"])
    left = {"company_id": world.sven.company_id, "membership_id": world.sven.membership_id}
    tenancy.enter(world.sven.company_id)
    Choice.objects.create(**left, kind="new", bell=True, push=True)
    choose_kinds(actor=world.paula.actor(), bell=Kind.values, push=set(Kind.values) - {"new"})
    number = asked(world.ben.actor(), subject="GEHEIMER BETREFF").number
    (job,) = jobs()
    assert job["told"] == [[world.anna.membership_id, "new", False]], "not the author, not another company"
    assert [notice.kind for notice in page_for(world.paula.actor()).rows] == ["new"]
    push(**job)  # type: ignore[arg-type]
    assert letters(service, browser) == [(f"Ticket #{number}", "Ein neues Ticket ist da.")]


def test_who_is_told_something_closer_is_not_told_of_a_new_ticket_too(
    world: Cast, service: Service, browser: ec.EllipticCurvePrivateKey
) -> None:
    device(world.anna, browser, service.address)
    choose_kinds(actor=world.anna.actor(), bell=["new"], push=["new", "assigned"])
    asked(world.ben.actor(), assignee_id=world.anna.membership_id)
    assert [notice.kind for notice in page_for(world.anna.actor()).rows] == ["new"]
    (job,) = jobs()
    assert job["told"] == [
        [world.anna.membership_id, "assigned", False],
    ]


def test_a_request_to_the_operator_is_new_on_both_sides_and_a_note_on_none(
    world: Cast, browser: ec.EllipticCurvePrivateKey
) -> None:
    people = (world.olaf, world.chris, world.anna)
    for person in people:
        device(person, browser, REAL)
        choose_kinds(actor=person.actor(), bell=(), push=["new"])
    number = support(world.carla.actor()).number
    woken = [member for job in jobs() for member, _kind, _bell in job["told"]]  # type: ignore[attr-defined]
    assert sorted(woken) == sorted([world.olaf.membership_id, world.chris.membership_id])
    note(actor=world.carla.actor(), number=number, html="<p>Nur hier.</p>", key=uuid.uuid4())
    assert len(jobs()) == 2


def test_new_tickets_of_a_large_company_are_told_in_one_statement(
    world: Cast, browser: ec.EllipticCurvePrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anliegen.notifications.fan_out.AT_ONCE", 2)
    for person in (world.anna, world.paula, world.ben):
        device(person, browser, REAL)
        choose_kinds(actor=person.actor(), bell=["new"], push=["new"])
    actor = world.ben.actor()
    with CaptureQueriesContext(connection) as alone:
        asked(actor)
    for n in range(5):
        user = User.objects.create(email=f"neu{n}@nordwerk.example", name=f"Neu {n}")
        made = Membership.objects.create(company_id=actor.company_id, user=user, role="agent")
        key = {"company_id": actor.company_id, "membership_id": made.pk}
        PushDevice.objects.create(**key, endpoint=REAL, p256dh=point(browser), auth=text(AUTH))
        Choice.objects.create(**key, kind="new", bell=True, push=True)
    with CaptureQueriesContext(connection) as many:
        asked(actor)
    told = [job["told"] for job in jobs()]
    assert [len(part) for part in told] == [2, 2, 2, 2, 1]  # type: ignore[arg-type]
    assert len(many) == len(alone)


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
