"""What the operator may do with a company's export: have it made and hear of it. And the links by mail."""

from django.db import migrations

# Not the file, not its name, and not who of the company asked: only that there is one.
OPERATOR = """
CREATE FUNCTION accounts_ask_export(company bigint, new_id varchar) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE operator varchar := accounts_demand_operating(); made bigint;
BEGIN
    INSERT INTO accounts_export (company_id, public_id, outsider, state, reason, size, created_at, downloads)
    SELECT c.id, new_id, operator, 'running', '', 0, now(), 0
      FROM accounts_company c WHERE c.id = company AND NOT c.is_operator
    ON CONFLICT DO NOTHING RETURNING id INTO made;
    IF made IS NOT NULL THEN PERFORM accounts_note_operating(company, 'export-asked', operator); END IF;
    RETURN made;
END $$;
CREATE FUNCTION accounts_exports_of(company bigint, most integer)
RETURNS TABLE (state varchar, reason varchar, outsider varchar, size bigint, created_at timestamptz,
               ended_at timestamptz, downloads integer, downloaded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM accounts_demand_operating();
    RETURN QUERY SELECT e.state, e.reason, e.outsider, e.size, e.created_at, e.ended_at, e.downloads, e.downloaded_at
      FROM accounts_export e WHERE e.company_id = company ORDER BY e.id DESC LIMIT most;
END $$;
"""
DROP_OPERATOR = """
DROP FUNCTION accounts_exports_of(bigint, integer);
DROP FUNCTION accounts_ask_export(bigint, varchar);
"""

# Whoever holds the secret, and still is an administrator there, may see and use this one link. Of many who use
# it at once the row's lock lets one through.
LINKS = """
CREATE FUNCTION accounts_open_export_link(hash text)
RETURNS TABLE (company bigint, company_name varchar, export varchar, size bigint, made_at timestamptz,
               link bigint, member bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.name, e.public_id, e.size, e.ended_at, l.id, m.id
      FROM accounts_export_link l
      JOIN accounts_export e ON e.company_id = l.company_id AND e.id = l.export_id AND e.state = 'done'
      JOIN accounts_membership m ON m.id = l.membership_id AND m.is_active AND m.role = 'admin'
      JOIN accounts_user u ON u.id = m.user_id AND u.is_active
      JOIN accounts_company c ON c.id = l.company_id
     WHERE l.token_hash = hash AND l.used_at IS NULL AND l.expires_at > now();
$$;
CREATE FUNCTION accounts_use_export_link(hash text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_link record;
BEGIN
    SELECT * INTO found_link FROM accounts_open_export_link(hash);
    UPDATE accounts_export_link l SET used_at = now() WHERE l.id = found_link.link AND l.used_at IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE accounts_export e SET downloads = e.downloads + 1, downloaded_at = now()
     WHERE e.public_id = found_link.export;
    INSERT INTO accounts_audit (company_id, actor_id, outsider, verb, subject_id, after, at)
    SELECT e.company_id, found_link.member, '', 'export-downloaded', e.id, '{"by": "link"}', now()
      FROM accounts_export e WHERE e.public_id = found_link.export;
    RETURN true;
END $$;
"""
DROP_LINKS = "DROP FUNCTION accounts_use_export_link(text); DROP FUNCTION accounts_open_export_link(text);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_exports")]
    operations = [
        migrations.RunSQL(OPERATOR, DROP_OPERATOR),
        migrations.RunSQL(LINKS, DROP_LINKS),
    ]
