"""The operator's view of companies: name, state, who was invited first. Nothing of what they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Func, Q, Value
from django.db.models.functions import Lower

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company, Invitation
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError
from anliegen.common.text import line

AT_ONCE = 50
# The embedded server has no collations to sort German names by.
_BY_NAME = Func(Lower("name"), Value("äöüéèß"), Value("aouees"), function="translate")
STATES = {
    "active": Q(suspended_at=None),
    "suspended": Q(suspended_at__isnull=False, deletion_due_at=None),
    "leaving": Q(deletion_due_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """A part of the list of companies, by name. `next` is the last one's name, if there are more."""

    rows: Sequence[Company]
    query: str
    state: str
    numbers: dict[str, int]
    next: str


class FirstPerson(NamedTuple):
    """The first administrator, as the operator has invited them."""

    name: str
    mail: str
    expires_at: datetime
    accepted_at: datetime | None
    is_open: bool


def companies_page(actor: Actor, query: str, state: str, after: str) -> CompanyPage:
    """Return companies that match a search and a state. Raises ForbiddenError."""
    demand(actor, "company.operate")
    query, state = line(query)[:100], state if state in STATES else ""
    rows = Company.objects.filter(is_operator=False).annotate(sort=_BY_NAME)
    for word in query.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(slug__icontains=word) | Q(town__icontains=word))
    numbers = {"": rows.count()} | {key: rows.filter(part).count() for key, part in STATES.items()}
    rows = rows.filter(STATES[state]) if state else rows
    last = rows.filter(slug=after).first() if after else None
    if last:
        rows = rows.filter(Q(sort__gt=last.sort) | Q(sort=last.sort, slug__gt=last.slug))
    found = list(rows.order_by("sort", "slug")[: AT_ONCE + 1])
    more = found[AT_ONCE - 1].slug if len(found) > AT_ONCE else ""
    return CompanyPage(found[:AT_ONCE], query, state, numbers, more)


def company_for(actor: Actor, slug: str) -> Company:
    """Return a company of the installation but the operator's own. Raises NotFoundError, ForbiddenError."""
    demand(actor, "company.operate")
    company = Company.objects.filter(slug=slug, is_operator=False).first()
    if company is None:
        raise NotFoundError
    return company


def state_of(company: Company) -> str:
    """Return active, suspended or leaving."""
    if company.deletion_due_at is not None:
        return "leaving"
    return "active" if company.suspended_at is None else "suspended"


def first_person(actor: Actor, company: Company) -> FirstPerson | None:
    """Return whom the operator has invited to administer the company, the latest such invitation."""
    demand(actor, "company.operate")
    row = Invitation.objects.filter(company_id=company.pk, invited_by=None).order_by("-id").first()
    if row is None:
        return None
    is_open = row.accepted_at is None and row.withdrawn_at is None and row.expires_at > now()
    return FirstPerson(row.name, row.email, row.expires_at, row.accepted_at, is_open)
