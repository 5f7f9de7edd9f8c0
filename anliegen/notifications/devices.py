"""Which of their browsers a person wants notices in."""

import base64
import binascii
import re
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.notifications.models import PushDevice

MOST_DEVICES = 20
_ADDRESS = re.compile(r"https://[a-zA-Z0-9.-]+/[\x21-\x7e]{1,440}")


@transaction.atomic
def register_device(*, actor: Actor, endpoint: str, p256dh: str, auth: str) -> PushDevice:
    """Remember the browser; once more changes its keys. The oldest of more than 20 go.

    Raises RefusedError for an address that is no known push service's: the worker calls it, and must
    not be sent to the machines beside it.
    """
    demand(actor, "account")
    if not _is_push_service(endpoint) or not _are_keys(p256dh, auth):
        raise RefusedError("This browser's push service is not supported.")
    device, _made = PushDevice.objects.update_or_create(
        company_id=actor.company_id,
        membership_id=actor.membership_id,
        endpoint=endpoint,
        defaults={"p256dh": p256dh, "auth": auth},
    )
    own = PushDevice.objects.filter(company_id=actor.company_id, membership_id=actor.membership_id)
    kept = list(own.order_by("-id").values_list("id", flat=True)[:MOST_DEVICES])
    own.exclude(pk__in=kept).delete()
    return device


@transaction.atomic
def forget_device(*, actor: Actor, endpoint: str) -> None:
    """Forget an own browser; an unknown one is forgotten already."""
    demand(actor, "account")
    PushDevice.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, endpoint=endpoint[:500]
    ).delete()


def _is_push_service(endpoint: str) -> bool:
    if not _ADDRESS.fullmatch(endpoint):
        return False
    host = urlsplit(endpoint).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in settings.PUSH_SERVICES)


def _are_keys(p256dh: str, auth: str) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        return len(_bytes(auth)) == 16
    except ValueError:
        return False


def _bytes(text: str) -> bytes:
    if len(text) > 100 or not text.isascii():
        raise ValueError("not a key")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not a key") from error
