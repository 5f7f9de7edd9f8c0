"""Preparing a database: rights of the application's role, then the migrations."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def prepare(alias: str = "owner") -> None:
    """Grant the application's role what it needs on whatever the owner will create. Repeatable."""
    role = connections[alias].ops.quote_name(settings.APP_ROLE)
    with connections[alias].cursor() as cursor:
        cursor.execute(
            f"GRANT USAGE ON SCHEMA public TO {role};"
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public "
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};"
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};"
        )


def migrate(alias: str = "owner", verbosity: int = 0) -> None:
    """Bring the schema up to date as the owner, with a limit on how long a lock may be waited for."""
    prepare(alias)
    with connections[alias].cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
    call_command("migrate", database=alias, verbosity=verbosity, interactive=False, skip_checks=True)


def pending(alias: str = "owner") -> bool:
    """Say whether there are migrations to apply."""
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
