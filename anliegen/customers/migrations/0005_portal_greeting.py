"""The portal's door also tells the company's greeting."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("anliegen.customers.migrations.0004_portal_isolation").ENTER
AFTER = BEFORE.replace("privacy_url varchar,\n", "privacy_url varchar, greeting text,\n").replace(
    "c.privacy_url, c.is_demo", "c.privacy_url, c.portal_greeting, c.is_demo"
)
DROP = "DROP FUNCTION portal_enter(text, text);"


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_portal_isolation"), ("accounts", "0006_mail")]
    operations = [migrations.RunSQL(DROP + AFTER, DROP + BEFORE)]
