"""Exports that are said to run although no job is left that would make them, over all companies."""

from django.db import migrations

LOST = """
CREATE FUNCTION ops_lost_exports() RETURNS TABLE (company bigint, export bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.company_id, e.id FROM accounts_export e
     WHERE e.state = 'running' AND NOT EXISTS (
           SELECT 1 FROM procrastinate_jobs j
            WHERE j.task_name = 'ops.export_company' AND j.status IN ('todo', 'doing')
              AND j.args ->> 'export_id' = e.id::text)
     ORDER BY e.id;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("ops", "0001_company_deletion"), ("accounts", "0016_export_doors")]
    operations = [migrations.RunSQL(LOST, "DROP FUNCTION ops_lost_exports()")]
