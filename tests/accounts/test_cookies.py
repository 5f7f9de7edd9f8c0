"""What a browser is given, and whom we take somebody for, behind a web server and without one."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory

from anliegen.accounts.adapter import AccountAdapter

ASK = """
import json
from django.conf import settings as s
cookies = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE]
place = [s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH]
print(json.dumps(cookies + place + [s.SECURE_HSTS_SECONDS > 0, s.SECURE_PROXY_SSL_HEADER is None]))
"""


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        ("1", ["__Host-anliegen", "__Host-csrf", True, True, None, "/", True, False]),
        ("0", ["anliegen", "csrf", False, False, None, "/", False, True]),
    ],
)
def test_behind_tls_cookies_are_of_this_host_alone(tls: str, expected: list[object]) -> None:
    """Browsers take `__Host-` only with Secure, without a domain and for the whole host."""
    env = {**os.environ, "ANLIEGEN_TLS": tls, "DJANGO_SETTINGS_MODULE": "anliegen.config.settings"}
    said = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == expected


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.7", "192.0.2.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        # What a stranger writes stands before what our own web server has added.
        (1, "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1, 203.0.113.7, 198.51.100.2", "203.0.113.7"),
    ],
)
def test_only_as_many_hops_are_believed_as_the_settings_say(
    monkeypatch: pytest.MonkeyPatch, proxies: int, forwarded: str, seen: str
) -> None:
    monkeypatch.setattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", proxies)
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="192.0.2.1")
    assert AccountAdapter().get_client_ip(request) == seen
