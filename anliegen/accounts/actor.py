"""Who acts: the person, the company, the role. Always an argument, never ambient."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from anliegen.accounts.roles import CAPABILITIES, OPERATOR_MAY, SUPPORT_READS, SUPPORT_WRITES, Role
from anliegen.common.tenancy import INSIDE


@dataclass(frozen=True, slots=True)
class Looking:
    """How somebody of the operator looks into a company: on whose behalf, how far, until when."""

    operator: str
    can_write: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """One employee at work for one company, as the database knows them at this moment."""

    user_id: int
    membership_id: int
    company_id: int
    company_slug: str
    company_name: str
    company_town: str
    company_color: str
    company_logo: str
    is_operator: bool
    is_demo: bool
    role: str
    name: str
    email: str
    theme: str
    density: str
    language: str
    page_size: int
    shortcuts: bool
    news_baseline: int
    memberships: int
    # Until when the company's door is open to the operator's people; None: it is shut.
    support_until: datetime | None = None
    # Set for somebody of the operator who looks in; the person then is none of the company's.
    support: Looking | None = None

    def can(self, capability: str) -> bool:
        """Say whether the actor's role holds the capability."""
        if self.support:
            return capability in (SUPPORT_WRITES if self.support.can_write else SUPPORT_READS)
        more = OPERATOR_MAY.get(self.role, frozenset()) if self.is_operator else frozenset()
        return capability in CAPABILITIES.get(self.role, frozenset()) | more

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN


_COLUMNS = ", ".join(name for name in Actor.__slots__ if not name.startswith("support"))


def resolve(session_key_hash: str) -> Actor | None:
    """Find the actor of a session and open the tenant of the transaction, in one statement.

    Takes the digest of the session's cookie. Returns None, with no tenant set, when the session is
    unknown or expired, the person or the membership is not active, or the company is suspended:
    rights are read anew in every request, so withdrawing them works at once.
    """
    with connection.cursor() as cursor:
        # Neither a contact's wall nor a company's door outlives the change to an employee.
        settings = "set_config('app.portal', '', true) AS wall, set_config('app.support', '', true) AS door"
        columns = f"{_COLUMNS}, accounts_support_until(company_id), {INSIDE.format(company='company_id')}"
        sql = f"SELECT {columns} FROM accounts_enter(%s), {settings}"  # noqa: S608
        cursor.execute(sql, [session_key_hash])
        row = cursor.fetchone()
    return Actor(*row[:-1]) if row else None


def for_membership(membership_id: int) -> Actor:
    """Return the actor of an active membership of the open tenant (jobs, commands, tests).

    Raises LookupError when there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM accounts_actor(%s)", [membership_id])  # noqa: S608
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"No active membership {membership_id}")
    return Actor(*row)
