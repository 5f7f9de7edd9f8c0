"""The ledger of deleted companies: read by the operator alone, written by nobody but the deletion itself."""

from django.db import migrations, models

from anliegen.common.rls import protect, revoke


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_support_doors")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("erased_company", models.BigIntegerField(unique=True)),
                ("slug", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("rows", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "accounts_erasure"},
        ),
        protect("accounts_erasure", using="(SELECT app_is_operator())"),
        revoke("accounts_erasure", "INSERT", "UPDATE", "DELETE"),
    ]
