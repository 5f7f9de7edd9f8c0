"""What a page that somebody of the operator has opened is called in the company's record."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _


def page_name(path: str) -> str:
    """Return e.g. `Ticket #121`; the address itself for what has no name of its own."""
    parts = urlsplit(path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return path
    kwargs, known = match.kwargs, _names().get(match.url_name or "", "")
    if "number" in kwargs:
        known = _("Ticket #%(number)s") % {"number": kwargs["number"]}
    elif match.url_name == "file":
        known = _("File: %(name)s") % {"name": kwargs["name"]}
    if not known:
        return path
    return f"{known} ({parts.query})" if parts.query else known


def _names() -> dict[str, str]:
    return {
        "start": _("Start"),
        "overview": _("Overview"),
        "bulk": _("Overview"),
        "customers": _("Customers"),
        "customer": _("Customer"),
        "jump": _("Search"),
        "administration": _("Company and look"),
        "outbox": _("Outbox"),
        "portal-settings": _("Customer portal"),
        "administration-record": _("Record"),
        "categories": _("Categories"),
    }
