"""Under what address a company's portal is found from outside."""

from django.conf import settings


def portal_address(slug: str) -> str:
    """Return the portal's full address, below the company's own host name if it has one.

    Never made of a request: who asks chooses the host that a request names.
    """
    host = settings.PORTAL_HOSTS.get(slug)
    origin = f"{'https' if settings.BEHIND_TLS else 'http'}://{host}" if host else settings.BASE_URL
    return f"{origin}/portal/{slug}/"
