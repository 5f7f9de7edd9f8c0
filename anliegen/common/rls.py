"""Row-level security as migration operations: every tenant table gets its policies from here."""

from django.conf import settings
from django.db.migrations.operations import RunSQL

COMPANY = "(SELECT app_company())"

FUNCTIONS = """
CREATE FUNCTION app_company() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.company', true), '')::bigint $$;
CREATE FUNCTION app_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;
"""

_PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DO $$ BEGIN
    EXECUTE format('CREATE POLICY owner ON {table} TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
CREATE POLICY tenant ON {table} USING ({using}) WITH CHECK ({check});
"""

_UNPROTECT = """
DROP POLICY tenant ON {table};
DROP POLICY owner ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


def protect(table: str, using: str | None = None, check: str | None = None) -> RunSQL:
    """Return the operation that shuts a table to everybody but its tenant.

    `using` says which rows are visible and `check` which may be written, both as SQL; without
    them a row belongs to the company in its column `company_id`. Policies apply to whatever role
    the application uses; the owner, as which only migrations and SECURITY DEFINER functions run,
    has a policy of its own because FORCE binds it too.
    """
    using = using or f"company_id = {COMPANY}"
    return RunSQL(
        _PROTECT.format(table=table, using=using, check=check or using),
        _UNPROTECT.format(table=table),
    )


def revoke(table: str, *rights: str) -> RunSQL:
    """Return the operation that takes rights on a table away from the application's role."""
    what = ", ".join(rights)
    return RunSQL(
        f'REVOKE {what} ON {table} FROM "{settings.APP_ROLE}"',
        f'GRANT {what} ON {table} TO "{settings.APP_ROLE}"',
    )


def composite_key(table: str, columns: str, target: str, target_columns: str, on_delete: str = "") -> RunSQL:
    """Return the operation that adds a foreign key over several columns, company first.

    With it the database itself refuses a reference into another company.
    """
    name = f"{table}_{columns.replace(', ', '_')}_fk"[:63]
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) {on_delete} DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
