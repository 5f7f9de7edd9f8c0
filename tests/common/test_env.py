"""What the environment says is read, or refused with the name of the variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

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
