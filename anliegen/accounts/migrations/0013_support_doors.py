"""The doors of support access: opened by the company alone, passed by the operator's people, recorded always."""

from django.db import migrations

from anliegen.common.rls import composite_key, protect, revoke

GRANT = ("accounts_support_grant", "company_id, id")
MEMBER = ("accounts_membership", "company_id, id")

KEYS = """
ALTER TABLE accounts_support_look ADD CONSTRAINT support_look_session FOREIGN KEY (session_key)
    REFERENCES accounts_session (session_key) ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE;
"""

# An opening is ended, never changed otherwise: nobody can make it longer, or writing, afterwards.
GRANTS = """
CREATE FUNCTION accounts_support_grant_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL
       OR (NEW.company_id, NEW.public_id, NEW.reason, NEW.can_write, NEW.granted_by_id, NEW.granted_at, NEW.expires_at)
          IS DISTINCT FROM
          (OLD.company_id, OLD.public_id, OLD.reason, OLD.can_write, OLD.granted_by_id, OLD.granted_at, OLD.expires_at)
    THEN
        RAISE EXCEPTION 'a grant can only be ended' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON accounts_support_grant
    FOR EACH ROW EXECUTE FUNCTION accounts_support_grant_stays();

-- Until when a company's door is open, for the quiet sign on its pages.
CREATE FUNCTION accounts_support_until(company bigint) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT max(g.expires_at) FROM accounts_support_grant g
     WHERE g.company_id = company AND g.ended_at IS NULL AND g.expires_at > now();
$$;

-- The open doors, told to the operator's people alone.
CREATE FUNCTION accounts_support_open() RETURNS TABLE (
    public_id varchar, name varchar, town varchar, reason varchar, can_write boolean, granted_at timestamptz,
    expires_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT g.public_id, c.name, c.town, g.reason, g.can_write, g.granted_at, g.expires_at
      FROM accounts_support_grant g JOIN accounts_company c ON c.id = g.company_id AND c.suspended_at IS NULL
     WHERE app_is_operator() AND g.ended_at IS NULL AND g.expires_at > now()
     ORDER BY g.expires_at, g.id;
$$;
"""
DROP_GRANTS = """
DROP FUNCTION accounts_support_open(); DROP FUNCTION accounts_support_until(bigint);
DROP TRIGGER stays ON accounts_support_grant; DROP FUNCTION accounts_support_grant_stays();
"""

LOOKS = """
CREATE FUNCTION accounts_support_person(member bigint) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT left(u.name || ' (' || c.name || ')', 254) FROM accounts_membership m
      JOIN accounts_user u ON u.id = m.user_id JOIN accounts_company c ON c.id = m.company_id
     WHERE m.id = member;
$$;
REVOKE EXECUTE ON FUNCTION accounts_support_person(bigint) FROM PUBLIC;

CREATE FUNCTION accounts_support_begin(key text, door varchar) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g accounts_support_grant; member bigint;
BEGIN
    SELECT m.id INTO member FROM accounts_session s JOIN accounts_membership m ON m.user_id = s.user_id
     WHERE s.session_key = key AND s.expire_date > now() AND m.company_id = app_company() AND m.is_active
       AND s.user_id = app_user() AND app_is_operator();
    SELECT o.* INTO g FROM accounts_support_grant o
      JOIN accounts_company c ON c.id = o.company_id AND c.suspended_at IS NULL
     WHERE o.public_id = door AND o.ended_at IS NULL AND o.expires_at > now() FOR UPDATE OF o;
    IF member IS NULL OR g.id IS NULL THEN RETURN false; END IF;
    INSERT INTO accounts_support_look (session_key, company_id, grant_id, membership_id, started_at)
    VALUES (key, g.company_id, g.id, member, now())
    ON CONFLICT (session_key) DO UPDATE SET company_id = g.company_id, grant_id = g.id,
        membership_id = member, started_at = now();
    INSERT INTO accounts_audit (company_id, grant_id, outsider, verb, at)
    VALUES (g.company_id, g.id, accounts_support_person(member), 'support-begun', now());
    RETURN true;
END $$;

CREATE FUNCTION accounts_support_leave(key text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE l accounts_support_look;
BEGIN
    DELETE FROM accounts_support_look k USING accounts_session s
     WHERE k.session_key = key AND s.session_key = k.session_key AND s.user_id = app_user()
    RETURNING k.* INTO l;
    IF l.session_key IS NULL THEN RETURN false; END IF;
    INSERT INTO accounts_audit (company_id, grant_id, outsider, verb, at)
    VALUES (l.company_id, l.grant_id, accounts_support_person(l.membership_id), 'support-left', now());
    RETURN true;
END $$;

-- Whether the session looks through a door, and if it is open: sets the tenant to the company behind it, and
-- the transaction to reading unless writing was allowed. Called by somebody of the operator, as the operator.
CREATE FUNCTION accounts_support_enter(key text) RETURNS TABLE (
    is_open boolean, can_write boolean, expires_at timestamptz, operator varchar, company_id bigint, slug varchar,
    name varchar, town varchar, color varchar, logo varchar, is_demo boolean
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE l accounts_support_look; g accounts_support_grant; c accounts_company; operator_name varchar; running boolean;
BEGIN
    SELECT k.* INTO l FROM accounts_support_look k JOIN accounts_membership m ON m.id = k.membership_id
     WHERE k.session_key = key AND m.company_id = app_company() AND m.user_id = app_user()
       AND m.is_active AND app_is_operator();
    IF l.session_key IS NULL THEN RETURN; END IF;
    SELECT o.* INTO g FROM accounts_support_grant o WHERE o.id = l.grant_id;
    SELECT o.* INTO c FROM accounts_company o WHERE o.id = l.company_id;
    SELECT o.name INTO operator_name FROM accounts_company o WHERE o.id = app_company();
    running := g.ended_at IS NULL AND g.expires_at > now() AND c.suspended_at IS NULL;
    IF running THEN
        PERFORM set_config('app.company', c.id::text, true), set_config('app.user', '', true),
                set_config('app.support', g.id::text, true),
                set_config('app.support_person', accounts_support_person(l.membership_id), true);
        IF NOT g.can_write THEN PERFORM set_config('transaction_read_only', 'on', true); END IF;
    END IF;
    RETURN QUERY SELECT running, g.can_write, g.expires_at, operator_name, c.id, c.slug, c.name, c.town, c.color,
        c.logo_sha256, c.is_demo;
END $$;

-- Called in a transaction of its own after a page was read: false when the door has been shut meanwhile.
CREATE FUNCTION accounts_support_note(key text, what varchar, page jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE noted bigint;
BEGIN
    INSERT INTO accounts_audit (company_id, grant_id, outsider, verb, after, at)
    SELECT l.company_id, l.grant_id, accounts_support_person(l.membership_id), what, page, now()
      FROM accounts_support_look l
      JOIN accounts_support_grant g ON g.id = l.grant_id AND g.ended_at IS NULL AND g.expires_at > now()
     WHERE l.session_key = key
    RETURNING id INTO noted;
    RETURN noted IS NOT NULL;
END $$;

-- What is administered through the door stands in the record under the name of who did it, whatever the code says.
CREATE FUNCTION accounts_by_support() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.grant_id := current_setting('app.support')::bigint;
    NEW.outsider := current_setting('app.support_person');
    NEW.actor_id := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER by_support BEFORE INSERT ON accounts_audit FOR EACH ROW
    WHEN (coalesce(current_setting('app.support', true), '') <> '') EXECUTE FUNCTION accounts_by_support();
"""
DROP_LOOKS = """
DROP TRIGGER by_support ON accounts_audit; DROP FUNCTION accounts_by_support();
DROP FUNCTION accounts_support_note(text, varchar, jsonb); DROP FUNCTION accounts_support_enter(text);
DROP FUNCTION accounts_support_leave(text); DROP FUNCTION accounts_support_begin(text, varchar);
DROP FUNCTION accounts_support_person(bigint);
"""

# Streams: through a door one hears the company's hints as nobody (membership 0), and only while it is open.
SESSIONS_BEFORE = """
CREATE OR REPLACE FUNCTION live_sessions(keys text[])
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
"""
SESSIONS = SESSIONS_BEFORE.replace(
    "    SELECT DISTINCT ON (s.session_key) s.session_key::text, m.id, m.company_id, u.id\n",
    """    WITH own AS (
    SELECT DISTINCT ON (s.session_key) s.session_key::text AS key, m.id AS membership, m.company_id AS company,
           u.id AS person
""",
).replace(
    "m.id;\n$$",
    """m.id
    )
    SELECT o.key, CASE WHEN l.session_key IS NULL THEN o.membership ELSE 0 END, coalesce(g.company_id, o.company),
           o.person
      FROM own o
      LEFT JOIN accounts_support_look l ON l.session_key = o.key AND l.membership_id = o.membership
      LEFT JOIN accounts_support_grant g ON g.id = l.grant_id AND g.ended_at IS NULL AND g.expires_at > now()
       AND EXISTS (SELECT 1 FROM accounts_company c WHERE c.id = g.company_id AND c.suspended_at IS NULL)
     WHERE l.session_key IS NULL OR g.id IS NOT NULL;
$$""",
)
TRIGGERS = {
    "accounts_support_grant": "UPDATE OF ended_at",
    "accounts_support_look": "INSERT OR UPDATE OR DELETE",
}
CREATE = "".join(
    f"CREATE TRIGGER rights_hint AFTER {when} ON {table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION accounts_rights_hint();"
    for table, when in TRIGGERS.items()
)
DROP = "".join(f"DROP TRIGGER rights_hint ON {table};" for table in TRIGGERS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_support_access")]
    operations = [
        protect("accounts_support_grant"),
        protect("accounts_support_look"),
        revoke("accounts_support_grant", "DELETE"),
        revoke("accounts_support_look", "INSERT", "UPDATE", "DELETE"),
        composite_key("accounts_support_grant", "company_id, granted_by_id", *MEMBER),
        composite_key("accounts_support_grant", "company_id, ended_by_id", *MEMBER),
        composite_key("accounts_support_look", "company_id, grant_id", *GRANT, "ON DELETE CASCADE"),
        composite_key("accounts_audit", "company_id, grant_id", *GRANT),
        migrations.RunSQL(KEYS, "ALTER TABLE accounts_support_look DROP CONSTRAINT support_look_session"),
        migrations.RunSQL(GRANTS, DROP_GRANTS),
        migrations.RunSQL(LOOKS, DROP_LOOKS),
        migrations.RunSQL(SESSIONS, SESSIONS_BEFORE),
        migrations.RunSQL(CREATE, DROP),
    ]
