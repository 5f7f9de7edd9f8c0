"""Under what address a company's portal, and files, are found from outside."""

from django.conf import settings

from anliegen.common.hosts import name_of


def portal_address(slug: str) -> str:
    """Return the portal's full address, below the company's own host name if it has one.

    Never made of a request: who asks chooses the host that a request names.
    """
    host = settings.PORTAL_HOSTS.get(slug)
    return f"{_origin(host) if host else settings.BASE_URL}/portal/{slug}/"


def files_origin() -> str:
    """Return the origin that files have for themselves, or "" when they share the pages'."""
    return _origin(settings.FILES_HOST) if settings.FILES_HOST else ""


def is_files_host(host: str) -> bool:
    """Say whether a Host header names the host of files; whatever its port, there is nothing else."""
    return bool(settings.FILES_HOST) and name_of(host) == name_of(settings.FILES_HOST)


def _origin(host: str) -> str:
    return f"{'https' if settings.BEHIND_TLS else 'http'}://{host}"
