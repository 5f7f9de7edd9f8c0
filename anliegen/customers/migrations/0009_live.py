"""Contacts who may listen to hints, and a hint when that changes: an open page then ends within seconds."""

from django.db import migrations

SESSIONS = """
CREATE FUNCTION live_portal_sessions(keys text[])
RETURNS TABLE (key text, slug text, company bigint, account bigint, contacts bigint[], customers bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.key_hash::text, c.slug::text, c.id, s.account_id, array_agg(k.id),
           coalesce(array_agg(u.id) FILTER (WHERE u.contacts_share), '{}')
      FROM customers_portal_session s
      JOIN accounts_company c ON c.id = s.company_id AND c.suspended_at IS NULL
      JOIN customers_portal_grant g
        ON g.company_id = s.company_id AND g.account_id = s.account_id AND g.withdrawn_at IS NULL
      JOIN customers_contact k ON k.company_id = g.company_id AND k.id = g.contact_id
      JOIN customers_customer u ON u.company_id = k.company_id AND u.id = k.customer_id
     WHERE s.key_hash = ANY (keys) AND s.expires_at > now()
     GROUP BY s.key_hash, c.slug, c.id, s.account_id;
$$;
"""

TRIGGERS = {
    "customers_portal_session": "DELETE OR UPDATE",
    "customers_portal_grant": "INSERT OR DELETE OR UPDATE",
    "customers_customer": "UPDATE OF contacts_share",
    "customers_contact": "UPDATE OF customer_id",
}
CREATE = "".join(
    f"CREATE TRIGGER rights_hint AFTER {when} ON {table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION accounts_rights_hint();"
    for table, when in TRIGGERS.items()
)
DROP = "".join(f"DROP TRIGGER rights_hint ON {table};" for table in TRIGGERS)


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_imports"), ("accounts", "0008_live")]
    operations = [
        migrations.RunSQL(SESSIONS, "DROP FUNCTION live_portal_sessions(text[])"),
        migrations.RunSQL(CREATE, DROP),
    ]
