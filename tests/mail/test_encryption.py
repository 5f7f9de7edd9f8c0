"""Mails over TLS, after a greeting and from the first byte; a foreign certificate gets none."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from anliegen.mail.models import OutgoingMail, State
from tests.cast import Cast
from tests.mail.post import Letterbox, deliver, note_to, server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "server.crt", folder / "server.key"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mail"
    )
    extra = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *extra], check=True, capture_output=True)
    return made, key


def context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(*certificate)
    return found


@pytest.fixture(params=["after the greeting", "from the first byte"])
def encrypted(
    request: pytest.FixtureRequest,
    letterbox: Letterbox,
    settings: Settings,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Controller]:
    """A mail server that takes mail over TLS only, trusted by this machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    at_once = request.param == "from the first byte"
    options = (
        {"ssl_context": context(certificate)}
        if at_once
        else {"tls_context": context(certificate), "require_starttls": True}
    )
    running = server(letterbox, **options)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = at_once, not at_once
    settings.EMAIL_TIMEOUT = 5
    yield running
    running.stop()


def delivered(world: Cast) -> OutgoingMail:
    mail = note_to(world.ben, "karl@thal.example")
    deliver()
    mail.refresh_from_db()
    return mail


def test_a_mail_goes_over_tls(world: Cast, encrypted: Controller, letterbox: Letterbox) -> None:
    assert delivered(world).state == State.SENT
    assert len(letterbox.accepted) == 1


def test_a_certificate_nobody_vouches_for_gets_no_mail(
    world: Cast, encrypted: Controller, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    mail = delivered(world)
    assert (mail.state, mail.tries) == (State.QUEUED, 1)
    assert "Keine sichere Verbindung" in mail.reason
    assert not letterbox.accepted


def test_a_plain_line_is_refused_where_tls_is_demanded(
    world: Cast, encrypted: Controller, letterbox: Letterbox, settings: Settings
) -> None:
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    mail = delivered(world)
    assert mail.state != State.SENT
    assert mail.reason
    assert not letterbox.accepted
