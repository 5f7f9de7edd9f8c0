"""Who acts in the portal: a contact of a customer, found anew from the database in every request."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from anliegen.accounts.roles import PORTAL_MAY
from anliegen.common.tenancy import INSIDE


@dataclass(frozen=True, slots=True)
class PortalCompany:
    """What a company shows of itself to everybody at its portal."""

    company_id: int
    slug: str
    name: str
    town: str
    color: str
    logo: str
    phone: str
    opening_hours: str
    emergency_phone: str
    imprint_url: str
    privacy_url: str
    greeting: str
    is_demo: bool
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One customer for whom a person may speak, as one of its contacts."""

    contact_id: int
    contact_name: str
    customer_id: int
    customer_public_id: str
    customer_name: str
    shares: bool


@dataclass(frozen=True, slots=True)
class PortalActor:
    """A logged-in person at the portal. Not an Actor: no door of the employees' side takes one."""

    company: PortalCompany
    account_id: int
    email: str
    seats: tuple[Seat, ...]

    @property
    def company_id(self) -> int:
        return self.company.company_id

    @property
    def name(self) -> str:
        return self.seats[0].contact_name

    @property
    def contact_ids(self) -> list[int]:
        return [seat.contact_id for seat in self.seats]

    @property
    def shared_customer_ids(self) -> list[int]:
        """Customers of whose contacts this one sees all requests."""
        return [seat.customer_id for seat in self.seats if seat.shares]

    def can(self, capability: str) -> bool:
        """Say whether contacts hold the capability at all; which requests, the door decides."""
        return capability in PORTAL_MAY


@dataclass(frozen=True, slots=True)
class PortalVisit:
    """A request to the portal: the company, and the person if one is logged in."""

    company: PortalCompany
    actor: PortalActor | None


_COMPANY = ", ".join(PortalCompany.__slots__)
# Strangers write nothing, and the portal of a company that is being deleted has to answer them.
_INSIDE = f"CASE WHEN account_id IS NOT NULL THEN {INSIDE.format(company='company_id')} END"


def enter(slug: str, session_key_hash: str) -> PortalVisit | None:
    """Find company and contact and open the tenant, behind the portal's wall, in one statement.

    Returns None for no such company. Of a suspended one there is no contact. Withdrawing access or
    ending the session works at once, because nothing is remembered between requests.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COMPANY}, account_id, email, seats, {_INSIDE} FROM portal_enter(%s, %s)",  # noqa: S608
            [slug, session_key_hash],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    *public, account_id, email, seats, _inside = row
    company = PortalCompany(*public)
    if account_id is None:
        return PortalVisit(company, None)
    return PortalVisit(company, PortalActor(company, account_id, email, tuple(_seats(seats))))


def _seats(value: Any) -> Iterator[Seat]:
    """Django's connection hands JSON columns of raw statements over as text."""
    rows = json.loads(value) if isinstance(value, str) else value
    return (Seat(**row) for row in rows)


@contextmanager
def on_behalf_of_the_company() -> Iterator[None]:
    """Open the wall for the block: what a contact has been let do, the company's own machinery carries out.

    Only for writing, after the door has been passed: who is told of a message, for instance, is decided
    by rows that no contact sees. A failure closes the wall with the savepoint's rollback.
    """
    with transaction.atomic():
        before = _set_wall("")
        yield
        _set_wall(before)


def _set_wall(account: str) -> str:
    with connection.cursor() as cursor:
        # The old value is read in a statement of its own: in one, the order would be the planner's.
        cursor.execute("SELECT current_setting('app.portal', true)")
        (before,) = cursor.fetchone() or ("",)
        cursor.execute("SELECT set_config('app.portal', %s, true)", [account])
    return before or ""
