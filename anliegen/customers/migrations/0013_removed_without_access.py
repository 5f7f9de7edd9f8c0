"""Who was removed has no access to the portal: neither keeps one nor gets one."""

from django.db import migrations

SHUT = """
CREATE FUNCTION customers_removed_without_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE company bigint := NEW.company_id; contact bigint;
BEGIN
    IF TG_TABLE_NAME = 'customers_contact' THEN contact := NEW.id; ELSE contact := NEW.contact_id; END IF;
    IF EXISTS (SELECT 1 FROM customers_portal_grant g
                 JOIN customers_contact k ON k.company_id = g.company_id AND k.id = g.contact_id
                WHERE g.company_id = company AND g.contact_id = contact AND g.withdrawn_at IS NULL
                  AND k.removed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a removed contact has no access' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER removed_without_access AFTER INSERT OR UPDATE OF contact_id, withdrawn_at
    ON customers_portal_grant FOR EACH ROW WHEN (NEW.withdrawn_at IS NULL)
    EXECUTE FUNCTION customers_removed_without_access();
CREATE TRIGGER removed_without_access AFTER UPDATE OF removed_at
    ON customers_contact FOR EACH ROW WHEN (NEW.removed_at IS NOT NULL)
    EXECUTE FUNCTION customers_removed_without_access();
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_contact_removal")]
    operations = [
        migrations.RunSQL(
            SHUT,
            "DROP TRIGGER removed_without_access ON customers_contact;"
            "DROP TRIGGER removed_without_access ON customers_portal_grant;"
            "DROP FUNCTION customers_removed_without_access();",
        )
    ]
