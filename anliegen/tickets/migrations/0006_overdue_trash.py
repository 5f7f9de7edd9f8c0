"""Which tickets have lain in the trash for too long, over all companies: ids alone, for the worker."""

from django.db import migrations

OVERDUE = """
CREATE FUNCTION tickets_overdue_trash(before timestamptz, most integer)
RETURNS TABLE (company bigint, ticket bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT company_id, ticket_id FROM tickets_side
     WHERE folder = 'trash' AND folder_since < before ORDER BY folder_since LIMIT most;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_customer_active")]
    operations = [
        migrations.RunSQL(OVERDUE, "DROP FUNCTION tickets_overdue_trash(timestamptz, integer)"),
    ]
