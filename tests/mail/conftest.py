"""A real mail server for the product to send to."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from tests.cast import Cast, owner_rows
from tests.conftest import plugin_unblocked
from tests.mail.post import Letterbox, server


@pytest.fixture(autouse=True)
def nothing_left_over(cast: Cast) -> None:
    """Remove what tests with committed rows have queued before: the worker's part here does every job."""
    with plugin_unblocked():
        owner_rows("DELETE FROM procrastinate_jobs")
        owner_rows("DELETE FROM mail_outgoing")


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def smtp(letterbox: Letterbox, settings: Settings) -> Iterator[Controller]:
    """The running server, entered in the settings."""
    running = server(letterbox)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_TIMEOUT = 5
    yield running
    running.stop()
