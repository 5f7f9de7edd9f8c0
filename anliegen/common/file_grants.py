"""The right to one file for a minute, carried by an address on the host that files have for themselves.

There is no session there that could be asked: who comes with the address gets the file. So everything that
the answer needs is in it, checked before on the host of the pages. It is not only authentic but unreadable:
ids and digests of contents are nobody's business in the log of a web server or a browser's history.
"""

import base64
import json
import re
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.utils.crypto import salted_hmac

from anliegen.common.addresses import files_origin
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

PATH = "datei"
# Grants end at the turn of the half minute after next, so after 30 to 60 seconds: for half a minute the same
# file has the same address, and a browser that looks again need not fetch it again.
_STEP = 30
_SALT = "anliegen.file-grant"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,4000}")


@dataclass(frozen=True, slots=True)
class Grant:
    """What is sent to whom, and how. `person` is for the log; `may_keep`: in the browser, while it lasts."""

    company_id: int
    public_id: str
    sha256: str
    variant: str
    name: str
    media_type: str
    is_inline: bool
    person: str
    may_keep: bool


def address_of(grant: Grant) -> str:
    """Return the address under which anybody gets the file, for 30 to 60 seconds."""
    ends = (int(now().timestamp()) // _STEP + 2) * _STEP
    plain = json.dumps([ends, *astuple(grant)], ensure_ascii=False, separators=(",", ":"))
    token = _text(_cipher(settings.SECRET_KEY).encrypt(plain.encode(), None))
    return f"{files_origin()}/{PATH}/{token}/{quote(grant.name.replace('/', '_'), safe='')}"


def granted(token: str) -> tuple[Grant, int]:
    """Return what the token of an address grants, and for how many seconds more.

    Raises NotFoundError for one that is not ours or has ended.
    """
    from cryptography.exceptions import InvalidTag

    if not _TOKEN.fullmatch(token):
        raise NotFoundError
    sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    if _text(sealed) != token:  # the last character has bits that decoding passes over
        raise NotFoundError
    try:
        ends, *values = json.loads(_cipher(settings.SECRET_KEY).decrypt(sealed, None))
    except InvalidTag:
        raise NotFoundError from None
    left = ends - now().timestamp()
    if left <= 0:
        raise NotFoundError
    return Grant(*values), int(left)


@lru_cache(maxsize=2)
def _cipher(secret: str) -> "AESSIV":
    # Without a nonce: equal grants give equal addresses. Loaded only where files have a host.
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(salted_hmac(_SALT, "", secret=secret, algorithm="sha512").digest())


def _text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")
