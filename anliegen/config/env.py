"""Typed readers of the environment that raise on nonsense instead of guessing."""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from anliegen.common import hosts
from anliegen.common.variables import listing, text

__all__ = ["database", "files_host", "flag", "listing", "number", "pairs", "text"]


def flag(name: str, default: bool = False) -> bool:
    """Return a switch: 1/true/yes/on or 0/false/no/off. Raises ImproperlyConfigured otherwise."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} muss 1 oder 0 sein, nicht „{value}“.")


def number(name: str, default: int, least: int, most: int) -> int:
    """Return a whole number within bounds. Raises ImproperlyConfigured otherwise."""
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} muss eine Zahl von {least} bis {most} sein, nicht „{value}“.")
    return int(value)


def pairs(name: str) -> dict[str, str]:
    """Return comma-separated `key=value` entries. Raises ImproperlyConfigured for what is none."""
    found = [entry.partition("=") for entry in listing(name)]
    if any(not key.strip() or not value.strip() for key, _sign, value in found):
        raise ImproperlyConfigured(f"{name} muss aus Paaren wie „kurzname=service.firma.example“ bestehen.")
    return {key.strip(): value.strip() for key, _sign, value in found}


def files_host(base_url: str) -> str:
    """Return the host that files have for themselves, or "". Raises ImproperlyConfigured."""
    try:
        return hosts.own_host_of_files(base_url)
    except hosts.HostError as error:
        raise ImproperlyConfigured(str(error)) from error


def database(url: str, pool_size: int, statement_seconds: int = 0) -> dict[str, Any]:
    """Return Django's settings for a libpq URL or key=value string.

    `pool_size` 0 means a connection per use, for commands and migrations. The database ends a statement that
    takes longer than `statement_seconds`, waiting for a lock included; 0 lets it.
    """
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {k: v for k, v in parts.items() if k.startswith("ssl")}
    if statement_seconds:
        options["options"] = f"-c statement_timeout={statement_seconds}s"
    if pool_size:
        # The longer the database was away, the longer the pool would wait before it tries again; after giving
        # up it tries at once when somebody asks.
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10, "reconnect_timeout": 4}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "anliegen"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "ATOMIC_REQUESTS": False,
        "TEST": {"MIRROR": None},
    }
