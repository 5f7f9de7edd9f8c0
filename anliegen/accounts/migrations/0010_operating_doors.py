"""What the operator's administrators may do with companies: a few doors, each checked by the database itself."""

from django.conf import settings
from django.db import migrations

# Of a company the operator sees its own row, and the invitation with which it was founded; nothing else.
OPERATOR = """
CREATE FUNCTION app_is_operator() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_company c ON c.id = m.company_id
                    WHERE c.id = app_company() AND c.is_operator AND m.user_id = app_user() AND m.is_active);
$$;
CREATE POLICY operator ON accounts_company FOR SELECT USING ((SELECT app_is_operator()));
CREATE POLICY founding ON accounts_invitation FOR SELECT
    USING (invited_by_id IS NULL AND (SELECT app_is_operator()));

CREATE FUNCTION accounts_demand_operating() RETURNS varchar
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE name varchar;
BEGIN
    SELECT c.name INTO name FROM accounts_membership m JOIN accounts_company c ON c.id = m.company_id
     WHERE c.id = app_company() AND c.is_operator AND m.user_id = app_user() AND m.is_active
       AND m.role = 'admin';
    IF name IS NULL THEN
        RAISE EXCEPTION 'only administrators of the operator' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN name;
END $$;
-- The company reads in its own record what the operator did with it.
CREATE FUNCTION accounts_note_operating(company bigint, what varchar, operator varchar) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO accounts_audit (company_id, outsider, verb, at) VALUES (company, operator, what, now());
$$;
"""
DROP_OPERATOR = """
DROP FUNCTION accounts_note_operating(bigint, varchar, varchar);
DROP FUNCTION accounts_demand_operating();
DROP POLICY founding ON accounts_invitation;
DROP POLICY operator ON accounts_company;
DROP FUNCTION app_is_operator();
"""

# A company is founded open and empty; who may, the database asks as well.
FOUND = f"""
GRANT INSERT ON accounts_company TO "{settings.APP_ROLE}";
CREATE POLICY founding ON accounts_company FOR INSERT WITH CHECK (
    NOT is_operator AND suspended_at IS NULL AND deletion_due_at IS NULL
    AND accounts_demand_operating() IS NOT NULL);
"""
DROP_FOUND = f"""
DROP POLICY founding ON accounts_company;
REVOKE INSERT ON accounts_company FROM "{settings.APP_ROLE}";
"""

INVITE = """
-- As long as nobody has accepted: another address, or the same one once more. The invitation before ends.
CREATE FUNCTION accounts_invite_first(
    company bigint, admin_mail varchar, admin_name varchar, hash varchar, ends timestamptz
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE new_invitation bigint;
BEGIN
    PERFORM accounts_demand_operating();
    PERFORM 1 FROM accounts_company c WHERE c.id = company FOR UPDATE;
    IF EXISTS (SELECT 1 FROM accounts_membership m WHERE m.company_id = company) THEN RETURN NULL; END IF;
    UPDATE accounts_invitation i SET withdrawn_at = now()
     WHERE i.company_id = company AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL;
    INSERT INTO accounts_invitation (company_id, email, name, role, token_hash, created_at, expires_at)
    VALUES (company, admin_mail, admin_name, 'admin', hash, now(), ends)
    RETURNING id INTO new_invitation;
    RETURN new_invitation;
END $$;
"""
DROP_INVITE = "DROP FUNCTION accounts_invite_first(bigint, varchar, varchar, varchar, timestamptz)"

# Each answers whether it changed anything: two administrators who do the same at once leave one entry.
SHUT = """
CREATE FUNCTION accounts_suspend(company bigint, shut boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE operator varchar := accounts_demand_operating();
BEGIN
    UPDATE accounts_company c SET suspended_at = CASE WHEN shut THEN now() END
     WHERE c.id = company AND NOT c.is_operator AND c.deletion_due_at IS NULL
       AND (c.suspended_at IS NULL) = shut;
    IF NOT FOUND THEN RETURN false; END IF;
    IF shut THEN PERFORM accounts_end_sessions_elsewhere(company); END IF;
    PERFORM accounts_note_operating(company, CASE WHEN shut THEN 'suspended' ELSE 'reactivated' END, operator);
    RETURN true;
END $$;

-- Who works for another company as well must not find themselves there with a form of this one.
CREATE FUNCTION accounts_end_sessions_elsewhere(company bigint) RETURNS void LANGUAGE sql AS $$
    DELETE FROM accounts_session s
     WHERE (s.company_id = company OR s.company_id IS NULL)
       AND s.user_id IN (SELECT m.user_id FROM accounts_membership m WHERE m.company_id = company)
       AND EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_company c ON c.id = m.company_id
                    WHERE m.user_id = s.user_id AND m.is_active AND c.suspended_at IS NULL
                      AND m.company_id <> company);
$$;
REVOKE EXECUTE ON FUNCTION accounts_end_sessions_elsewhere(bigint) FROM PUBLIC;

-- Marked, a company is shut at once; taking the mark away leaves it shut until it is opened again.
CREATE FUNCTION accounts_mark_deletion(company bigint, due timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE operator varchar := accounts_demand_operating();
BEGIN
    UPDATE accounts_company c
       SET deletion_due_at = due, suspended_at = coalesce(c.suspended_at, now())
     WHERE c.id = company AND NOT c.is_operator AND (c.deletion_due_at IS NULL) = (due IS NOT NULL);
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM accounts_end_sessions_elsewhere(company);
    PERFORM accounts_note_operating(company,
        CASE WHEN due IS NULL THEN 'deletion-cancelled' ELSE 'deletion-marked' END, operator);
    RETURN true;
END $$;
"""
DROP_SHUT = """
DROP FUNCTION accounts_mark_deletion(bigint, timestamptz);
DROP FUNCTION accounts_suspend(bigint, boolean);
DROP FUNCTION accounts_end_sessions_elsewhere(bigint);
"""

# Told only to whoever holds a session of theirs: the name of the company that is shut.
CLOSED = """
CREATE FUNCTION accounts_closed_company(key text) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.name FROM accounts_session s
      JOIN accounts_user u ON u.id = s.user_id AND u.is_active
      JOIN accounts_membership m ON m.user_id = u.id AND m.is_active
      JOIN accounts_company c ON c.id = m.company_id AND c.suspended_at IS NOT NULL
     WHERE s.session_key = key AND s.expire_date > now()
     ORDER BY (m.company_id = s.company_id) DESC NULLS LAST, m.id LIMIT 1;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_operating")]
    operations = [
        migrations.RunSQL(OPERATOR, DROP_OPERATOR),
        migrations.RunSQL(FOUND, DROP_FOUND),
        migrations.RunSQL(INVITE, DROP_INVITE),
        migrations.RunSQL(SHUT, DROP_SHUT),
        migrations.RunSQL(CLOSED, "DROP FUNCTION accounts_closed_company(text)"),
    ]
