"""Who acts: the person, the company, the role. Always an argument, never ambient."""

from dataclasses import dataclass

from django.db import connection

from anliegen.accounts.roles import CAPABILITIES, OPERATOR_MAY, Role


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

    def can(self, capability: str) -> bool:
        """Say whether the actor's role holds the capability."""
        more = OPERATOR_MAY.get(self.role, frozenset()) if self.is_operator else frozenset()
        return capability in CAPABILITIES.get(self.role, frozenset()) | more

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN


_COLUMNS = ", ".join(Actor.__slots__)


def resolve(session_key_hash: str) -> Actor | None:
    """Find the actor of a session and open the tenant of the transaction, in one statement.

    Takes the digest of the session's cookie. Returns None, with no tenant set, when the session is
    unknown or expired, the person or the membership is not active, or the company is suspended:
    rights are read anew in every request, so withdrawing them works at once.
    """
    with connection.cursor() as cursor:
        # A contact's wall does not outlive the change to an employee in one transaction.
        source = "accounts_enter(%s), set_config('app.portal', '', true)"
        cursor.execute(f"SELECT {_COLUMNS} FROM {source}", [session_key_hash])  # noqa: S608
        row = cursor.fetchone()
    return Actor(*row) if row else None


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
