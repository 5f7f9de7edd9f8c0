"""Links to files: signed for one person, one file and one variant, and good for an hour.

The link does not grant anything by itself: the right is checked again when it is opened.
"""

from typing import Protocol

from django.core import signing
from django.urls import reverse

from anliegen.accounts.actor import Actor

GOOD_FOR_SECONDS = 3600
_SALT = "anliegen.file"


class Linked(Protocol):
    """What a link needs of a file."""

    public_id: str
    name: str


def file_url(actor: Actor, file: Linked, variant: str) -> str:
    """Return the address of a file for the actor. `variant` is original, view or thumb."""
    token = (
        signing.TimestampSigner(salt=_SALT).sign(_subject(actor, file.public_id, variant)).split(":", 1)[1]
    )
    parts = {
        "public_id": file.public_id,
        "token": token,
        "variant": variant,
        "name": file.name.replace("/", "_"),
    }
    return reverse("file", kwargs=parts)


def is_good(actor: Actor, public_id: str, variant: str, token: str) -> bool:
    """Say whether the token was made for this person, file and variant within the last hour."""
    signed = f"{_subject(actor, public_id, variant)}:{token}"
    try:
        signing.TimestampSigner(salt=_SALT).unsign(signed, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return False
    return True


def _subject(actor: Actor, public_id: str, variant: str) -> str:
    return f"{actor.membership_id}.{public_id}.{variant}"
