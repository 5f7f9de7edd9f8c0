"""How much of each company's files lies in the store, for a limit that the installation may set."""

import django.db.models.deletion
from django.db import migrations, models

from anliegen.common.rls import protect


class Migration(migrations.Migration):
    dependencies = [("conversation", "0018_times_by_the_clock"), ("accounts", "0020_times_by_the_clock")]
    operations = [
        migrations.CreateModel(
            name="StoredBytes",
            fields=[
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.company",
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "conversation_stored_bytes"},
        ),
        protect("conversation_stored_bytes"),
    ]
