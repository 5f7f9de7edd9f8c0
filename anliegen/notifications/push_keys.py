"""The key with which the installation names itself to push services (VAPID, RFC 8292).

Derived from the application's secret key, so that web server and worker agree on it without a file.
With another secret key the devices have to be registered anew.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

# The order of the curve P-256, less one: a private key lies between 1 and this.
_MOST = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550


@lru_cache(maxsize=4)
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    wide = hmac.digest(secret.encode(), b"anliegen.push.vapid", hashlib.sha512)
    return ec.derive_private_key(int.from_bytes(wide, "big") % _MOST + 1, ec.SECP256R1())


def private_key() -> ec.EllipticCurvePrivateKey:
    """Return the installation's key."""
    return _key(settings.SECRET_KEY)


def public_key() -> str:
    """Return the public key in the form that browsers want."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
