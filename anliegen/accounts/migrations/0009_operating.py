"""Companies are founded, shut and deleted by the operator; the record names who is not of the company."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_live")]
    operations = [
        migrations.AddField("company", "deletion_due_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("company", "founding_key", models.UUIDField(null=True, unique=True)),
        migrations.AddConstraint(
            "company",
            models.CheckConstraint(
                condition=models.Q(("is_operator", False), ("suspended_at", None), _connector="OR"),
                name="company_operator_stays",
            ),
        ),
        migrations.AddConstraint(
            "company",
            models.CheckConstraint(
                condition=models.Q(
                    ("deletion_due_at", None), ("suspended_at__isnull", False), _connector="OR"
                ),
                name="company_leaving_is_shut",
            ),
        ),
        migrations.AddField("auditentry", "outsider", models.CharField(default="", max_length=254)),
        migrations.AlterField(
            "auditentry",
            "actor",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddConstraint(
            "auditentry",
            models.CheckConstraint(
                condition=models.Q(
                    ("actor__isnull", False), models.Q(("outsider", ""), _negated=True), _connector="OR"
                ),
                name="audit_names_somebody",
            ),
        ),
    ]
