"""Which host name is for what: pages and portals, or files alone.

Names are compared without their ports: cookies do not tell ports apart.
"""

import re
from urllib.parse import urlsplit

from anliegen.common.variables import listing, text

OWN_MACHINE = "127.0.0.1,localhost,[::1],testserver"
_HOST = re.compile(r"(?=[^:]{1,253}(:|$))[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?")


class HostError(ValueError):
    """A host that cannot be used; says so in one German sentence."""


def own_host_of_files(base_url: str) -> str:
    """Return ANLIEGEN_FILES_HOST in lower case, with its port if it has one, or "".

    `base_url` is where the pages are. Raises HostError.
    """
    host = text("ANLIEGEN_FILES_HOST").lower()
    if not host:
        return ""
    if not _HOST.fullmatch(host):
        raise HostError(
            "ANLIEGEN_FILES_HOST muss ein Name wie „dateien.firma.example“ sein, "
            f"ohne „https://“ und ohne Pfad, nicht „{host}“."
        )
    if name_of(host) in _names_of_pages(base_url):
        raise HostError(
            f"ANLIEGEN_FILES_HOST braucht einen Namen für sich: „{name_of(host)}“ "
            "steht schon in ANLIEGEN_HOSTS, ANLIEGEN_PORTAL_HOSTS oder ANLIEGEN_BASE_URL."
        )
    return host


def name_of(host: str) -> str:
    """Return the name in a Host header as names are compared: in lower case, without port and last dot."""
    return host.lower().partition(":")[0].rstrip(".")


def _names_of_pages(base_url: str) -> set[str]:
    portals = (entry.partition("=")[2] for entry in listing("ANLIEGEN_PORTAL_HOSTS"))
    hosts = (*listing("ANLIEGEN_HOSTS", OWN_MACHINE), *portals, urlsplit(base_url).netloc)
    return {name_of(host.strip()) for host in hosts}
