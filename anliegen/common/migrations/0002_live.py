"""The one way to tell browsers that something has changed: ids only, after the commit."""

from django.db import migrations

HINT = """
CREATE FUNCTION live_hint(company bigint, kind text, body jsonb) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('anliegen', (body || jsonb_build_object('company', company, 'kind', kind))::text);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0001_tenancy")]
    operations = [migrations.RunSQL(HINT, "DROP FUNCTION live_hint(bigint, text, jsonb)")]
