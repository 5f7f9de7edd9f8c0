"""The one way out by HTTP. Where it leads is decided at the moment of connecting, by the address itself.

A name that somebody else chose may lead anywhere, and somewhere else each time it is asked: so it is asked
once, every answer is looked at, and that very address is connected to. Redirects are not followed, what the
environment says of proxies does not count, and no more is read of an answer than anybody needs.

Loaded by the worker alone. Mail goes to the one server that the installation's settings name.
"""

import ipaddress
import socket
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

PORTS = (80, 443)
LONGEST_ANSWER = 65_536
_EMBEDDING = [
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_allowed(text: str) -> bool:
    """Say whether the address is one of the public network, or of a network that the settings allow."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if _is_in(address, [ipaddress.ip_network(net) for net in settings.EGRESS_ALLOW]):
        return True
    return address.is_global and not address.is_multicast and not _is_in(address, _EMBEDDING)


def _is_in(address: Address, networks: list[Any]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def connect(host: str, port: int, timeout: float | None) -> socket.socket:
    """Return a connection to the host. Raises OSError, also when one of its addresses is not allowed."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = [address for address in found if is_allowed(address)]
    if not found or allowed != found:
        raise PermissionError(f"{host} leads to an address that is not allowed")
    if port not in PORTS and not settings.EGRESS_ALLOW:
        raise PermissionError(f"port {port} is not allowed")
    return socket.create_connection((found[0], port), timeout)


class _Guard:
    host: str
    port: int
    timeout: Any

    def _new_conn(self) -> socket.socket:
        seconds = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            return connect(self.host, self.port, seconds)
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error  # type: ignore[arg-type]


class _Plain(_Guard, HTTPConnection):
    """HTTP."""


class _Secure(_Guard, HTTPSConnection):
    """HTTPS; the certificate is that of the name, not of the address."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def send(self, request: requests.PreparedRequest, *arguments: Any, **more: Any) -> requests.Response:
        response = super().send(request, *arguments, **{**more, "stream": True, "proxies": {}})
        response._content = response.raw.read(LONGEST_ANSWER, decode_content=False)
        response._content_consumed = True
        response.close()
        return response


class Session(requests.Session):
    """Speaks to the world for us."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(max_retries=0))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow nothing."""
