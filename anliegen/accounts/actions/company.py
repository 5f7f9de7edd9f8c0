"""Changing the own company: data and look."""

import io
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from PIL import Image, UnidentifiedImageError

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company
from anliegen.common import color, files
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.text import line

LOGO_BYTES = 1_000_000
LOGO_PIXELS = 2000
LOGO_SHOWN = 256


@dataclass(frozen=True, slots=True)
class CompanyInput:
    """A company's data as they were typed."""

    name: str
    town: str
    phone: str
    opening_hours: str
    color: str


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
    limits = {"name": 120, "town": 80, "phone": 40, "opening_hours": 120}
    for name, most in limits.items():
        value = line(getattr(given, name))
        if len(value) > most:
            raise RefusedError("At most %(most)s characters are possible.", name, most=most)
        setattr(company, name, value)
    if not company.name:
        raise RefusedError("Please enter a name.", "name")
    chosen = given.color.strip().lower()
    try:
        color.parse(chosen)
    except ValueError:
        raise RefusedError("Please give the colour as #rrggbb.", "color") from None
    company.color = chosen


def store_logo(company_id: int, upload: IO[bytes]) -> str:
    """Re-encode an image to a small PNG and store it; returns its digest. Raises RefusedError."""
    data = upload.read(LOGO_BYTES + 1)
    if len(data) > LOGO_BYTES:
        raise RefusedError("The logo may have at most 1 MB.", "logo")
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP"]) as image:
            # Checked before the pixels are unpacked: a small file may claim a huge picture.
            if max(image.size) > LOGO_PIXELS:
                raise RefusedError("The logo may have at most 2000 pixels a side.", "logo")
            small = image.convert("RGBA")
            small.thumbnail((LOGO_SHOWN, LOGO_SHOWN))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise RefusedError("The logo must be a PNG, JPEG or WebP image.", "logo") from error
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    out.seek(0)
    return files.put(company_id, out, LOGO_BYTES)[0]
