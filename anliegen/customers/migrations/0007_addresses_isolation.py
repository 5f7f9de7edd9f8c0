"""Addresses belong to their company, and the first of each stands in the contact's own row."""

from django.db import migrations

from anliegen.common.rls import composite_key, protect

CONTACT = ("customers_contact", "company_id, id", "ON DELETE CASCADE")

# The contact's row carries its first address and number, so that lists, mail and portal need no join.
FIRST = """
CREATE FUNCTION customers_contact_first() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE company bigint; contact bigint; first_email text; first_phone text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        company := OLD.company_id; contact := OLD.contact_id;
    ELSE
        company := NEW.company_id; contact := NEW.contact_id;
    END IF;
    SELECT address INTO first_email FROM customers_contact_email e
     WHERE e.company_id = company AND e.contact_id = contact ORDER BY position LIMIT 1;
    SELECT number INTO first_phone FROM customers_contact_phone p
     WHERE p.company_id = company AND p.contact_id = contact ORDER BY position LIMIT 1;
    UPDATE customers_contact SET email = coalesce(first_email, ''), phone = coalesce(first_phone, '')
     WHERE company_id = company AND id = contact
       AND (email, phone) IS DISTINCT FROM (coalesce(first_email, ''), coalesce(first_phone, ''));
    RETURN NULL;
END $$;
CREATE TRIGGER first AFTER INSERT OR UPDATE OR DELETE ON customers_contact_email
    FOR EACH ROW EXECUTE FUNCTION customers_contact_first();
CREATE TRIGGER first AFTER INSERT OR UPDATE OR DELETE ON customers_contact_phone
    FOR EACH ROW EXECUTE FUNCTION customers_contact_first();
"""

# A contact that is written with one address and one number, as loads of whole lists do, gets its rows.
LISTED = """
CREATE FUNCTION customers_contact_listed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place smallint;
BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;  -- written by the trigger above
    IF TG_OP = 'INSERT' OR NEW.email <> OLD.email THEN
        SELECT min(position) INTO place FROM customers_contact_email
         WHERE company_id = NEW.company_id AND contact_id = NEW.id;
        DELETE FROM customers_contact_email WHERE company_id = NEW.company_id AND contact_id = NEW.id
           AND (position = place OR address = NEW.email);
        INSERT INTO customers_contact_email (company_id, contact_id, position, address)
        SELECT NEW.company_id, NEW.id, coalesce(place, 0), NEW.email WHERE NEW.email <> '';
    END IF;
    IF TG_OP = 'INSERT' OR NEW.phone <> OLD.phone THEN
        SELECT min(position) INTO place FROM customers_contact_phone
         WHERE company_id = NEW.company_id AND contact_id = NEW.id;
        DELETE FROM customers_contact_phone WHERE company_id = NEW.company_id AND contact_id = NEW.id
           AND (position = place OR number = NEW.phone);
        INSERT INTO customers_contact_phone (company_id, contact_id, position, number)
        SELECT NEW.company_id, NEW.id, coalesce(place, 0), NEW.phone WHERE NEW.phone <> '';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER listed AFTER INSERT OR UPDATE OF email, phone ON customers_contact
    FOR EACH ROW EXECUTE FUNCTION customers_contact_listed();
"""

FILL = """
INSERT INTO customers_contact_email (company_id, contact_id, position, address)
SELECT company_id, id, 0, email FROM customers_contact WHERE email <> '';
INSERT INTO customers_contact_phone (company_id, contact_id, position, number)
SELECT company_id, id, 0, phone FROM customers_contact WHERE phone <> '';
"""

# The next number is the highest plus one: read from its own index, however many customers there are.
HIGHEST = """
CREATE INDEX customer_highest_number ON customers_customer (company_id, (number::bigint))
 WHERE number ~ '^[0-9]{1,18}$';
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_addresses")]
    operations = [
        protect("customers_contact_email"),
        protect("customers_contact_phone"),
        composite_key("customers_contact_email", "company_id, contact_id", *CONTACT),
        composite_key("customers_contact_phone", "company_id, contact_id", *CONTACT),
        composite_key(
            "customers_customer", "company_id, responsible_id", "accounts_membership", "company_id, id"
        ),
        composite_key(
            "customers_customer", "company_id, merged_into_id", "customers_customer", "company_id, id"
        ),
        migrations.RunSQL(HIGHEST, "DROP INDEX customer_highest_number;"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            FIRST,
            "DROP TRIGGER first ON customers_contact_email; DROP TRIGGER first ON customers_contact_phone;"
            "DROP FUNCTION customers_contact_first();",
        ),
        migrations.RunSQL(
            LISTED, "DROP TRIGGER listed ON customers_contact; DROP FUNCTION customers_contact_listed();"
        ),
    ]
