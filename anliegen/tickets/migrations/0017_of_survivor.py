"""A ticket for a customer that is being merged belongs to the survivor, with the contact that speaks for both."""

from django.db import migrations

OF_SURVIVOR = """
CREATE FUNCTION tickets_of_survivor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE survivor bigint := customers_survivor(NEW.desk_id, NEW.customer_id); was text; is_now text;
BEGIN
    IF survivor = NEW.customer_id THEN RETURN NEW; END IF;
    SELECT name INTO was FROM customers_customer WHERE company_id = NEW.desk_id AND id = NEW.customer_id;
    SELECT name INTO is_now FROM customers_customer WHERE company_id = NEW.desk_id AND id = survivor;
    IF NEW.from_label = was THEN NEW.from_label := is_now; END IF;
    IF NEW.to_label = was THEN NEW.to_label := is_now; END IF;
    SELECT coalesce(max((f->>'into')::bigint), NEW.contact_id) INTO NEW.contact_id
      FROM customers_merge g, jsonb_array_elements(g.moved->'folded') f
     WHERE g.company_id = NEW.desk_id AND g.merged_id = NEW.customer_id AND g.undone_at IS NULL
       AND (f->>'contact')::bigint = NEW.contact_id;
    NEW.customer_id := survivor;
    RETURN NEW;
END $$;
CREATE TRIGGER of_survivor BEFORE INSERT OR UPDATE OF customer_id ON tickets_ticket
    FOR EACH ROW WHEN (NEW.customer_id IS NOT NULL) EXECUTE FUNCTION tickets_of_survivor();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0016_support_origin"), ("customers", "0014_survivor")]
    operations = [
        migrations.RunSQL(
            OF_SURVIVOR,
            "DROP TRIGGER of_survivor ON tickets_ticket; DROP FUNCTION tickets_of_survivor();",
        )
    ]
