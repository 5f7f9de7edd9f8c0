"""Links to files: signed for one person, one file and one variant, and good for at most an hour.

The link does not grant anything by itself: the right is checked again when it is opened.
"""

from typing import Protocol

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now

# Links end at the turn of the half hour after next: for half an hour a page names the same addresses,
# so that the browser need not fetch the same picture at every look.
_STEP = 1800
_SALT = "anliegen.file"


class Linked(Protocol):
    """What a link needs of a file."""

    @property
    def public_id(self) -> str: ...

    @property
    def name(self) -> str: ...


def file_url(actor: Actor, file: Linked, variant: str) -> str:
    """Return the address of a file for the actor. `variant` is original, view or thumb."""
    ends = (int(now().timestamp()) // _STEP + 2) * _STEP
    parts = {
        "public_id": file.public_id,
        "token": f"{ends:x}-{_signature(actor, file.public_id, variant, ends)}",
        "variant": variant,
        "name": file.name.replace("/", "_"),
    }
    return reverse("file", kwargs=parts)


def is_good(actor: Actor, public_id: str, variant: str, token: str) -> bool:
    """Say whether the token was made for this person, file and variant and has not ended."""
    end, _, signature = token.partition("-")
    if not (end.isascii() and end.isalnum() and len(end) < 12):
        return False
    try:
        ends = int(end, 16)
    except ValueError:
        return False
    expected = _signature(actor, public_id, variant, ends)
    return constant_time_compare(signature, expected) and now().timestamp() < ends


def _signature(actor: Actor, public_id: str, variant: str, ends: int) -> str:
    return signing.Signer(salt=_SALT).signature(f"{actor.membership_id}.{public_id}.{variant}.{ends}")
