"""What the ledger beside the database still lacks, and that it has been written there."""

from django.db import migrations

LEDGER = """
CREATE FUNCTION ops_unwritten_erasures(most integer)
RETURNS TABLE (id bigint, company bigint, kind varchar, thing bigint, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.id, e.company_id, e.kind, e.thing_id, e.at FROM accounts_erased e
     WHERE NOT e.is_written ORDER BY e.id LIMIT most;
$$;
CREATE FUNCTION ops_erasures_written(those bigint[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE accounts_erased e SET is_written = true WHERE e.id = ANY (those);
$$;
"""
DROP = "DROP FUNCTION ops_unwritten_erasures(integer); DROP FUNCTION ops_erasures_written(bigint[]);"


class Migration(migrations.Migration):
    dependencies = [("ops", "0003_deletion_waits"), ("accounts", "0019_erased_things")]
    operations = [migrations.RunSQL(LEDGER, DROP)]
