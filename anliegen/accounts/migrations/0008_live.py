"""Who may listen to hints, and a hint when that changes: an open page then ends within seconds."""

from django.db import migrations

SESSIONS = """
CREATE FUNCTION live_sessions(keys text[])
RETURNS TABLE (key text, membership bigint, company bigint, person bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (s.session_key) s.session_key::text, m.id, m.company_id, u.id
      FROM accounts_session s
      JOIN accounts_user u ON u.id = s.user_id AND u.is_active
      JOIN accounts_membership m ON m.user_id = u.id AND m.is_active
      JOIN accounts_company c ON c.id = m.company_id AND c.suspended_at IS NULL
     WHERE s.session_key = ANY (keys) AND s.expire_date > now()
     ORDER BY s.session_key, (m.company_id = s.company_id) DESC NULLS LAST, m.id;
$$;
CREATE FUNCTION accounts_rights_hint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM live_hint(0, 'rights', '{}');
    RETURN NULL;
END $$;
"""

TRIGGERS = {
    "accounts_session": "DELETE OR UPDATE OF user_id, company_id, expire_date",
    "accounts_membership": "UPDATE OF is_active, role",
    "accounts_user": "UPDATE OF is_active",
    "accounts_company": "UPDATE OF suspended_at",
}
CREATE = "".join(
    f"CREATE TRIGGER rights_hint AFTER {when} ON {table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION accounts_rights_hint();"
    for table, when in TRIGGERS.items()
)
DROP = "".join(f"DROP TRIGGER rights_hint ON {table};" for table in TRIGGERS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_portal"), ("common", "0002_live")]
    operations = [
        migrations.RunSQL(
            SESSIONS, "DROP FUNCTION accounts_rights_hint(); DROP FUNCTION live_sessions(text[]);"
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
