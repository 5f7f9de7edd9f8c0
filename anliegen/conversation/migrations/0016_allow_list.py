"""Stored HTML says by which version of the allow-list it was made; all of it so far by the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversation", "0015_snippets")]
    operations = [
        migrations.AddField("message", "allow_list", models.SmallIntegerField(db_default=1)),
        migrations.AddField("snippet", "allow_list", models.SmallIntegerField(db_default=1)),
    ]
