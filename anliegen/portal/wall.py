"""The wall by default: a contact's transaction sees nothing of a table unless that is said here or there.

Applied after every migration, so that a table which somebody adds later is shut without being thought of.
What contacts may read of tickets, messages and files stands in the migration `conversation/0006`.
"""

from typing import Any

from django.conf import settings
from django.db import connections

# Own tables of the portal, the company itself (by the tenant's policy one row), and the sides of tickets,
# whose indexes must serve lists alone: `tickets/portal.py` joins them to tickets, which are walled.
OPEN = frozenset(
    {
        "accounts_company",
        "customers_portal_account",
        "customers_portal_grant",
        "customers_portal_link",
        "customers_portal_session",
        "tickets_side",
    }
)

_OPEN_TO_BE_SHUT = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relname <> ALL (%s)
   AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'portal')
 ORDER BY 1
"""


def shut(using: str) -> list[str]:
    """Shut every tenant table that has no policy for the portal yet; returns their names."""
    with connections[using].cursor() as cursor:
        # Half-way through the migrations, or back, the wall's function may not exist.
        cursor.execute("SELECT to_regprocedure('app_portal()') IS NOT NULL")
        if not (cursor.fetchone() or (False,))[0]:
            return []
        cursor.execute(_OPEN_TO_BE_SHUT, [sorted(OPEN)])
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(
                f'CREATE POLICY portal ON "{table}" AS RESTRICTIVE FOR SELECT TO "{settings.APP_ROLE}"'
                " USING ((SELECT app_portal()) IS NULL)"
            )
    return tables


def after_migrations(using: str, **kwargs: Any) -> None:
    """Receiver of Django's `post_migrate`."""
    shut(using)
