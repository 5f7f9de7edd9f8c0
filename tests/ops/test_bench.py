"""The scratch data of the bench is what the product itself would have written."""

import psycopg
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from anliegen.ops.bench.cast import BUSY_CUSTOMER
from anliegen.ops.bench.fill import fill
from anliegen.ops.checks import all_findings, recount
from tests import database
from tests.conftest import plugin_unblocked

# Whatever other tests have committed; history refuses to be emptied, but not by the server's superuser.
EMPTY = """
SET session_replication_role = replica;
TRUNCATE accounts_company, accounts_user RESTART IDENTITY CASCADE;
"""


def faults() -> list[str]:
    """What doctor finds in the data; what it says of the machine and the worker is not meant."""
    looked_at = {"Rechte der Anwendung", "Trennung der Firmen", "Kette des Verlaufs"}
    looked_at |= {"Zähler der Listen", "Zähler der Tage", "Listen der Kategorien"}
    found = {finding.what: finding.is_good for finding in all_findings(False)}
    assert looked_at <= set(found)
    return [what for what in found if what in looked_at and not found[what]]


def test_what_is_filled_in_is_sound(migrated: database.Scratch) -> None:
    copied = f"{migrated.name}_bench"
    # A database that somebody is connected to cannot be copied.
    connections.close_all()
    database.copy(migrated, copied)
    with psycopg.connect(make_conninfo(migrated.admin, dbname=copied), autocommit=True) as connection:
        connection.execute(EMPTY)
    with plugin_unblocked():
        settings = connections["owner"].settings_dict
        before = settings["NAME"]
        settings["NAME"] = copied
        try:
            fill(migrated.owner.replace(migrated.name, copied), 1200)
            assert not faults()
            with connections["owner"].cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM tickets_side s JOIN customers_customer c ON c.id = s.customer_id"
                    " WHERE c.public_id = %s",
                    [BUSY_CUSTOMER],
                )
                assert cursor.fetchone()[0] > 50
                cursor.execute("UPDATE tickets_side_category SET status = 'x' WHERE id % 7 = 0")
            assert faults() == ["Listen der Kategorien"]
            recount()
            assert not faults()
        finally:
            connections["owner"].close()
            settings["NAME"] = before
            with psycopg.connect(migrated.admin, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(copied)))
