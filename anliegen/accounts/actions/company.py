"""Changing the own company: data and look."""

import io
from dataclasses import dataclass
from typing import IO

from django.db import transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actions.password_reset import checked_address
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company
from anliegen.common import color, files, storage
from anliegen.common.decoding import decode
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.text import clean, line

_LINES = {
    "name": 120,
    "town": 80,
    "phone": 40,
    "opening_hours": 120,
    "mail": 254,
}
_TEXTS = {"portal_greeting": 600, "mail_signature": 600}
LOGO_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class CompanyInput:
    """A company's data as they were typed."""

    name: str
    town: str
    phone: str
    opening_hours: str
    color: str
    mail: str = ""
    portal_greeting: str = ""
    mail_signature: str = ""
    mails_replies: bool = False


@transaction.atomic
def change_company(
    *, actor: Actor, version: int, given: CompanyInput, logo: IO[bytes] | None = None, no_logo: bool = False
) -> Company:
    """Store data and look of the actor's company.

    Raises ForbiddenError, RefusedError at the field, StaleError when somebody else has saved since.
    """
    demand(actor, "company.manage")
    company = Company.objects.select_for_update().get(pk=actor.company_id)
    if company.version != version:
        raise StaleError("Somebody else has changed the company. Please compare and save again.", "form")
    before = {"name": company.name, "color": company.color}
    _fill(company, given)
    if logo is not None:
        company.logo_sha256 = store_logo(actor.company_id, logo)
    elif no_logo:
        company.logo_sha256 = ""
    company.version += 1
    company.save()
    audit.note(actor, "company", company.pk, before, {"name": company.name, "color": company.color})
    return company


def _fill(company: Company, given: CompanyInput) -> None:
    for name, most in _LINES.items():
        _put(company, name, line(getattr(given, name)), most)
    for name, most in _TEXTS.items():
        _put(company, name, clean(getattr(given, name)).strip(), most)
    if not company.name:
        raise RefusedError("Please enter a name.", "name")
    if company.mail:
        checked_address(company.mail, "mail")
    company.color = _checked_color(given.color)
    company.mails_replies = given.mails_replies


def _put(company: Company, name: str, value: str, most: int) -> None:
    if len(value) > most:
        raise RefusedError("At most %(most)s characters are possible.", name, most=most)
    setattr(company, name, value)


def _checked_color(typed: str) -> str:
    chosen = typed.strip().lower()
    try:
        color.parse(chosen)
    except ValueError:
        raise RefusedError("Please give the colour as #rrggbb.", "color") from None
    return chosen


def store_logo(company_id: int, upload: IO[bytes]) -> str:
    """Re-encode an image to a small PNG and store it; returns its digest. Raises RefusedError."""
    drawn = io.BytesIO(drawn_logo(upload))
    storage.share(company_id)
    return files.put(company_id, drawn, LOGO_BYTES)[0]


def drawn_logo(upload: IO[bytes]) -> bytes:
    """Return an image as the small PNG that is kept of it. Raises RefusedError."""
    data = upload.read(LOGO_BYTES + 1)
    if len(data) > LOGO_BYTES:
        raise RefusedError("The logo may have at most 1 MB.", "logo")
    drawn = decode("logo", data)
    if drawn is None:
        raise RefusedError("The logo must be a PNG, JPEG or WebP image.", "logo")
    if not drawn.made["logo"]:
        raise RefusedError("The logo may have at most 2000 pixels a side.", "logo")
    return drawn.made["logo"]
