"""A document that is filed with a customer while it is merged is filed with the survivor."""

from django.db import migrations

OF_SURVIVOR = """
CREATE TRIGGER of_survivor BEFORE UPDATE OF customer_id ON conversation_attachment
    FOR EACH ROW WHEN (NEW.customer_id IS NOT NULL) EXECUTE FUNCTION customers_of_survivor();
"""


class Migration(migrations.Migration):
    dependencies = [("conversation", "0013_wall_by_row"), ("customers", "0014_survivor")]
    operations = [migrations.RunSQL(OF_SURVIVOR, "DROP TRIGGER of_survivor ON conversation_attachment;")]
