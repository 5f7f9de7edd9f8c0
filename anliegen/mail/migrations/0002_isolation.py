"""A company sees its own mails alone; the worker finds what is overdue by a door that tells ids only."""

from django.db import migrations

from anliegen.common.rls import composite_key, protect, revoke

OVERDUE = """
CREATE FUNCTION mail_overdue(most integer) RETURNS TABLE (company bigint, mail bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT company_id, id FROM mail_outgoing
     WHERE state = 'queued' AND next_try_at <= now() - interval '10 seconds'
     ORDER BY next_try_at LIMIT most;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("tickets", "0003_sides")]
    operations = [
        protect("mail_outgoing"),
        revoke("mail_outgoing", "DELETE"),
        composite_key("mail_outgoing", "company_id, ticket_id", "tickets_side", "company_id, ticket_id"),
        migrations.RunSQL(OVERDUE, "DROP FUNCTION mail_overdue(integer)"),
    ]
