"""The functions that row-level security rests on, and the extensions of the search."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations

from anliegen.common.rls import FUNCTIONS


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION app_company(); DROP FUNCTION app_user();"),
        migrations.RunSQL(
            "CREATE TABLE common_cache (key text PRIMARY KEY, value text NOT NULL, expires double precision NOT NULL);"
            "CREATE INDEX common_cache_expires ON common_cache (expires);",
            "DROP TABLE common_cache",
        ),
    ]
