"""The record of administration is append-only, and invitations are found and used without a tenant."""

from django.db import migrations

from anliegen.common.rls import protect, revoke

APPEND_ONLY = """
CREATE FUNCTION accounts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_audit
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_change();
"""

# Whoever holds the secret may see and use this one invitation; nothing else can be found this way.
INVITATIONS = """
CREATE FUNCTION accounts_open_invitation(hash text)
RETURNS TABLE (company varchar, name varchar, email varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.name, i.name, i.email FROM accounts_invitation i JOIN accounts_company c ON c.id = i.company_id
     WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
       AND i.expires_at > now() AND c.suspended_at IS NULL;
$$;
CREATE FUNCTION accounts_accept_invitation(hash text, person bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE used accounts_invitation; member bigint;
BEGIN
    UPDATE accounts_invitation i SET accepted_at = now()
      FROM accounts_user u
     WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > now()
       AND u.id = person AND u.email = i.email
    RETURNING i.* INTO used;
    IF used.id IS NULL THEN RETURN NULL; END IF;
    INSERT INTO accounts_membership AS m
        (company_id, user_id, role, is_active, news_baseline, created_at, version)
    VALUES (used.company_id, person, used.role, true, (SELECT last_value FROM tickets_news), now(), 1)
    ON CONFLICT (company_id, user_id) DO UPDATE SET role = EXCLUDED.role, is_active = true
    RETURNING m.id INTO member;
    RETURN member;
END $$;
"""


class Migration(migrations.Migration):
    # The sequence of news decides what is not new to somebody who joins later.
    dependencies = [("accounts", "0003_audit"), ("tickets", "0002_isolation")]
    operations = [
        protect("accounts_audit"),
        revoke("accounts_audit", "UPDATE", "DELETE"),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER append_only ON accounts_audit; DROP FUNCTION accounts_refuse_change();",
        ),
        migrations.RunSQL(
            INVITATIONS,
            "DROP FUNCTION accounts_open_invitation(text); DROP FUNCTION accounts_accept_invitation(text, bigint);",
        ),
    ]
