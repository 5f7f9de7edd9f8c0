"""What the environment says is read, or refused with the name of the variable."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler

from anliegen.config import env


def test_pairs_are_read_and_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", " nordwerk = service.nordwerk.example,,thal=t.example:8443")
    assert env.pairs("HOSTS") == {"nordwerk": "service.nordwerk.example", "thal": "t.example:8443"}
    monkeypatch.delenv("HOSTS")
    assert env.pairs("HOSTS") == {}
    for nonsense in ("nordwerk", "=t.example", "nordwerk="):
        monkeypatch.setenv("HOSTS", nonsense)
        with pytest.raises(ImproperlyConfigured, match="HOSTS"):
            env.pairs("HOSTS")


def test_a_statement_that_takes_too_long_is_ended_by_the_database(db_open: None) -> None:
    """For pages and the background work; migrations and commands have all the time."""
    brief = ConnectionHandler({"default": env.database(settings.APP_URL, 0, 1)})["default"]
    try:
        with brief.cursor() as cursor, pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(60)")
    finally:
        brief.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)
    assert "options" not in env.database(settings.APP_URL, 0)["OPTIONS"]
