"""The deletion waits for whoever is in its way before it takes anything that others wait for."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("anliegen.ops.migrations.0001_company_deletion").DELETE
BEFORE = BEFORE[: BEFORE.index("-- What the job needs to know")]
_BEGIN = """BEGIN
    -- Whoever cancels"""
_WAIT = """BEGIN
    IF NOT EXISTS (SELECT FROM accounts_company o WHERE o.id = company AND o.deletion_due_at <= now()) THEN
        RETURN NULL;
    END IF;
    -- Who of the operator writes in a request holds its ticket and then wants the company's row: never the other
    -- way round, or both would wait for each other.
    PERFORM FROM (SELECT k.id FROM tickets_ticket k WHERE k.requester_id = company ORDER BY k.id FOR UPDATE) l;
    -- Who accepts an invitation elsewhere at this moment works there already, or is asked as a new person.
    PERFORM pg_advisory_xact_lock(j.key)
       FROM (SELECT hashtext('join:' || u.email) AS key FROM accounts_membership m
               JOIN accounts_user u ON u.id = m.user_id WHERE m.company_id = company ORDER BY 1) j;
    -- Whoever cancels"""
AFTER = BEFORE.replace(_BEGIN, _WAIT)


def replaced(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("ops", "0002_lost_exports")]
    operations = [migrations.RunSQL(replaced(AFTER), replaced(BEFORE))]
