"""Row-level security of companies and memberships, and the two doors through which a session enters."""

from django.db import migrations

from anliegen.common.rls import protect, revoke

# The person's own memberships are visible before a company is chosen: that is how one is chosen.
MEMBERSHIP = "company_id = (SELECT app_company()) OR user_id = (SELECT app_user())"
COMPANY_VISIBLE = """
CREATE POLICY known ON accounts_company FOR SELECT USING (
    is_operator OR id IN (SELECT company_id FROM accounts_membership WHERE user_id = (SELECT app_user()))
);
"""

ACTOR = """
CREATE FUNCTION accounts_actor(wanted bigint)
RETURNS TABLE (
    user_id bigint, membership_id bigint, company_id bigint, company_slug varchar, company_name varchar,
    company_town varchar, company_color varchar, company_logo varchar, is_operator boolean,
    is_demo boolean, role varchar, name varchar, email varchar, theme varchar, density varchar,
    language varchar, page_size smallint, shortcuts boolean, news_baseline bigint, memberships bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.id, m.id, c.id, c.slug, c.name, c.town, c.color, c.logo_sha256, c.is_operator, c.is_demo,
           m.role, u.name, u.email, u.theme, u.density, u.language, u.page_size, u.shortcuts,
           m.news_baseline,
           (SELECT count(*) FROM accounts_membership o JOIN accounts_company oc ON oc.id = o.company_id
             WHERE o.user_id = u.id AND o.is_active AND oc.suspended_at IS NULL)
      FROM accounts_membership m
      JOIN accounts_user u ON u.id = m.user_id
      JOIN accounts_company c ON c.id = m.company_id
     WHERE m.id = wanted AND m.is_active AND u.is_active AND c.suspended_at IS NULL;
$$;
"""

# Finds session, person, membership and company and sets the tenant, in one round trip.
# A tenant is only ever set here to a company of which the session's person is an active member.
ENTER = """
CREATE FUNCTION accounts_enter(key text) RETURNS SETOF record
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_user bigint; found_membership bigint; found_company bigint;
BEGIN
    PERFORM set_config('app.company', '', true), set_config('app.user', '', true);
    SELECT s.user_id, m.id, m.company_id INTO found_user, found_membership, found_company
      FROM accounts_session s
      JOIN accounts_user u ON u.id = s.user_id AND u.is_active
      JOIN accounts_membership m ON m.user_id = u.id AND m.is_active
      JOIN accounts_company c ON c.id = m.company_id AND c.suspended_at IS NULL
     WHERE s.session_key = key AND s.expire_date > now()
     ORDER BY (m.company_id = s.company_id) DESC NULLS LAST, m.id
     LIMIT 1;
    IF found_membership IS NULL THEN RETURN; END IF;
    PERFORM set_config('app.company', found_company::text, true),
            set_config('app.user', found_user::text, true);
    RETURN QUERY SELECT * FROM accounts_actor(found_membership);
END $$;
"""
ENTER = ENTER.replace(
    "RETURNS SETOF record", ACTOR[ACTOR.index("RETURNS TABLE") : ACTOR.index("LANGUAGE sql")]
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("common", "0001_tenancy")]
    operations = [
        protect("accounts_company", using="id = (SELECT app_company())"),
        protect("accounts_membership", using=MEMBERSHIP, check="company_id = (SELECT app_company())"),
        protect("accounts_invitation"),
        migrations.RunSQL(COMPANY_VISIBLE, "DROP POLICY known ON accounts_company"),
        migrations.RunSQL(ACTOR, "DROP FUNCTION accounts_actor(bigint)"),
        migrations.RunSQL(ENTER, "DROP FUNCTION accounts_enter(text)"),
        revoke("accounts_company", "INSERT", "DELETE"),
        revoke("accounts_membership", "DELETE"),
    ]
