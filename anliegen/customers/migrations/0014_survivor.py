"""What reaches a customer in the moment of its merge, or after it, goes to the survivor."""

from django.db import migrations

# Who writes has read the customer before the merge was there. The lock waits for a merge that is under way and
# then sees what it has made of the row; a merge waits for it in turn, and moves what was written before.
SURVIVOR = """
CREATE FUNCTION customers_survivor(company bigint, customer bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found bigint := customer; following bigint;
BEGIN
    LOOP
        SELECT merged_into_id INTO following FROM customers_customer
         WHERE company_id = company AND id = found FOR KEY SHARE;
        EXIT WHEN following IS NULL;
        found := following;
    END LOOP;
    RETURN found;
END $$;
REVOKE EXECUTE ON FUNCTION customers_survivor(bigint, bigint) FROM PUBLIC;

CREATE FUNCTION customers_of_survivor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.customer_id := customers_survivor(NEW.company_id, NEW.customer_id);
    RETURN NEW;
END $$;
CREATE TRIGGER of_survivor BEFORE INSERT ON customers_note
    FOR EACH ROW EXECUTE FUNCTION customers_of_survivor();
CREATE TRIGGER of_survivor BEFORE INSERT ON customers_entry
    FOR EACH ROW EXECUTE FUNCTION customers_of_survivor();
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0013_removed_without_access")]
    operations = [
        migrations.RunSQL(
            SURVIVOR,
            "DROP TRIGGER of_survivor ON customers_entry; DROP TRIGGER of_survivor ON customers_note;"
            "DROP FUNCTION customers_of_survivor(); DROP FUNCTION customers_survivor(bigint, bigint);",
        )
    ]
