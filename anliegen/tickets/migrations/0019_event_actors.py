"""Who acted on a ticket belongs to the company of the entry: the database refuses anybody else's number."""

from django.db import migrations

# In two steps: history is long, and only the first one keeps writers waiting.
ADD = """
ALTER TABLE tickets_event ADD CONSTRAINT tickets_event_company_id_actor_id_fk FOREIGN KEY (company_id, actor_id)
    REFERENCES accounts_membership (company_id, id) DEFERRABLE INITIALLY IMMEDIATE NOT VALID
"""
VALIDATE = "ALTER TABLE tickets_event VALIDATE CONSTRAINT tickets_event_company_id_actor_id_fk"
DROP = "ALTER TABLE tickets_event DROP CONSTRAINT tickets_event_company_id_actor_id_fk"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0018_category_portal"), ("accounts", "0002_isolation")]
    operations = [migrations.RunSQL(ADD, DROP), migrations.RunSQL(VALIDATE, migrations.RunSQL.noop)]
