"""The portal's tables belong to their company, and the door through which a contact enters."""

from django.db import migrations

from anliegen.common.rls import composite_key, protect

CONTACT = ("customers_contact", "company_id, id")
ACCOUNT = ("customers_portal_account", "company_id, id")

# What a transaction of the portal carries besides the tenant: the account ('0' before the log-in), the
# contacts for which it may look and the customers whose contacts share. Without it the policies of the
# wall (conversation) hold nothing back.
WALL = """
CREATE FUNCTION app_portal() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.portal', true), '')::bigint $$;
CREATE FUNCTION app_portal_contacts() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(current_setting('app.portal_contacts', true), ''), '{}')::bigint[] $$;
CREATE FUNCTION app_portal_customers() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(current_setting('app.portal_customers', true), ''), '{}')::bigint[] $$;
"""

# Finds company, session, account and contacts and sets tenant and wall, in one round trip. The company
# comes from the address, but nothing of it opens beyond its public face without a session of its own.
ENTER = """
CREATE FUNCTION portal_enter(wanted text, key text) RETURNS TABLE (
    company_id bigint, slug varchar, name varchar, town varchar, color varchar, logo varchar, phone varchar,
    opening_hours varchar, emergency_phone varchar, imprint_url varchar, privacy_url varchar,
    is_demo boolean, is_suspended boolean, account_id bigint, email varchar, seats jsonb
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c accounts_company; a customers_portal_account; places jsonb; contacts bigint[]; sharing bigint[];
BEGIN
    PERFORM set_config('app.company', '', true), set_config('app.user', '', true),
            set_config('app.portal', '0', true), set_config('app.portal_contacts', '', true),
            set_config('app.portal_customers', '', true);
    SELECT * INTO c FROM accounts_company co WHERE co.slug = wanted;
    IF c.id IS NULL THEN RETURN; END IF;
    PERFORM set_config('app.company', c.id::text, true);
    SELECT p.* INTO a FROM customers_portal_session s
      JOIN customers_portal_account p ON p.company_id = s.company_id AND p.id = s.account_id
     WHERE s.key_hash = key AND s.company_id = c.id AND s.expires_at > now() AND c.suspended_at IS NULL;
    IF a.id IS NOT NULL THEN
        SELECT jsonb_agg(jsonb_build_object('contact_id', k.id, 'contact_name', k.name, 'customer_id', u.id,
                   'customer_public_id', u.public_id, 'customer_name', u.name, 'shares', u.contacts_share)
                   ORDER BY g.id),
               array_agg(k.id), array_agg(u.id) FILTER (WHERE u.contacts_share)
          INTO places, contacts, sharing
          FROM customers_portal_grant g
          JOIN customers_contact k ON k.company_id = g.company_id AND k.id = g.contact_id
          JOIN customers_customer u ON u.company_id = k.company_id AND u.id = k.customer_id
         WHERE g.company_id = c.id AND g.account_id = a.id AND g.withdrawn_at IS NULL;
    END IF;
    IF places IS NOT NULL THEN
        PERFORM set_config('app.portal', a.id::text, true),
                set_config('app.portal_contacts', contacts::text, true),
                set_config('app.portal_customers', coalesce(sharing::text, ''), true);
    END IF;
    RETURN QUERY SELECT c.id, c.slug, c.name, c.town, c.color, c.logo_sha256, c.phone, c.opening_hours,
        c.emergency_phone, c.imprint_url, c.privacy_url, c.is_demo, c.suspended_at IS NOT NULL,
        CASE WHEN places IS NULL THEN NULL ELSE a.id END,
        CASE WHEN places IS NULL THEN NULL ELSE a.email END, places;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_portal"), ("accounts", "0007_portal")]
    operations = [
        protect("customers_portal_account"),
        protect("customers_portal_grant"),
        protect("customers_portal_link"),
        protect("customers_portal_session"),
        composite_key("customers_portal_grant", "company_id, contact_id", *CONTACT, "ON DELETE CASCADE"),
        composite_key("customers_portal_grant", "company_id, account_id", *ACCOUNT),
        composite_key("customers_portal_link", "company_id, account_id", *ACCOUNT),
        composite_key("customers_portal_session", "company_id, account_id", *ACCOUNT),
        migrations.RunSQL(
            WALL,
            "DROP FUNCTION app_portal(); DROP FUNCTION app_portal_contacts();"
            "DROP FUNCTION app_portal_customers();",
        ),
        migrations.RunSQL(ENTER, "DROP FUNCTION portal_enter(text, text)"),
    ]
