"""The form of the company's data and look."""

import base64
import binascii
import io
from dataclasses import fields
from typing import IO

from django.http import HttpRequest, QueryDict

from anliegen.accounts.access import own_company
from anliegen.accounts.actions.company import CompanyInput
from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.common.numbers import whole_number
from anliegen.common.receiving import received_one

_WORDS = [field.name for field in fields(CompanyInput) if field.name != "mails_replies"]


def given_by(post: QueryDict) -> CompanyInput:
    """Return what was typed, unchecked but bounded."""
    words = {name: post.get(name, "")[:2000] for name in _WORDS}
    return CompanyInput(**words, mails_replies=post.get("mails_replies") == "1")


def stored_for(actor: Actor) -> tuple[CompanyInput, int]:
    """Return what the database holds, as the form shows it, and its version."""
    company = own_company(actor)
    words = {name: getattr(company, name) for name in _WORDS}
    return CompanyInput(**words, mails_replies=company.mails_replies), company.version


def version_in(post: QueryDict) -> int:
    """Return the version the form was made from; nonsense is an old one."""
    return whole_number(post.get("version")) or 0


def logo_in(request: HttpRequest) -> IO[bytes] | None:
    """Return the logo that was chosen, else the one that a preview has carried along. Raises RefusedError.

    A file field forgets its file with every answer, so that the preview's form carries the picture itself;
    it is nothing but another upload, and goes through the same checks.
    """
    if chosen := received_one(request, "logo"):
        return chosen
    if not (carried := request.POST.get("logo_carried", "")):
        return None
    try:
        return io.BytesIO(base64.b64decode(carried, validate=True))
    except (binascii.Error, ValueError):
        raise RefusedError("The logo must be a PNG, JPEG or WebP image.", "logo") from None


def carried(picture: bytes) -> str:
    """Return a picture as a form carries it."""
    return base64.b64encode(picture).decode("ascii")
