"""Files that are kept with a customer by hand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_live"),
        ("conversation", "0010_held_wall"),
        ("customers", "0010_record"),
        ("tickets", "0015_bounded_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="customer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("removed_at", None), _negated=True),
                fields=["removed_at"],
                name="attachment_removed",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("customer", None),
                    models.Q(
                        ("message", None), ("peer", None), ("portal_account_id", None), ("ticket", None)
                    ),
                    _connector="OR",
                ),
                name="attachment_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("removed_at", None), ("customer__isnull", False), _connector="OR"),
                name="attachment_removed_by_hand",
            ),
        ),
    ]
