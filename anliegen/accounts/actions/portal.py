"""What a company says and grants at its portal: links, emergency number, whether requests show by default."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.text import line

_LENGTHS = {"emergency_phone": 40, "imprint_url": 300, "privacy_url": 300}
# A link such as javascript: would run in every customer's browser.
_is_address = URLValidator(schemes=["https", "http"])


@dataclass(frozen=True, slots=True)
class PortalInput:
    """The portal's settings as they were typed."""

    by_default: bool
    emergency_phone: str
    imprint_url: str
    privacy_url: str


@transaction.atomic
def change_portal(*, actor: Actor, version: int, given: PortalInput) -> Company:
    """Store the settings. Raises ForbiddenError, RefusedError at the field, StaleError."""
    demand(actor, "company.manage")
    company = Company.objects.select_for_update().get(pk=actor.company_id)
    if company.version != version:
        raise StaleError("Somebody else has changed the company. Please compare and save again.", "form")
    for name, most in _LENGTHS.items():
        value = line(getattr(given, name))
        if len(value) > most:
            raise RefusedError("At most %(most)s characters are possible.", name, most=most)
        if value and name.endswith("_url"):
            _check_address(name, value)
        setattr(company, name, value)
    before, company.portal_by_default = company.portal_by_default, given.by_default
    company.version += 1
    company.save()
    audit.note(actor, "portal-settings", company.pk, {"default": before}, {"default": given.by_default})
    return company


def _check_address(name: str, value: str) -> None:
    try:
        _is_address(value)
    except ValidationError:
        raise RefusedError("Please enter the complete address, beginning with https://.", name) from None
