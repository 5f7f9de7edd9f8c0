"""An index per filter and status, so that each button's number is counted along one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0013_label_copies")]
    operations = [
        migrations.RemoveIndex("sidecategory", "side_category_list"),
        migrations.AddIndex(
            "sidecategory",
            models.Index(
                fields=["company", "category", "folder", "pinned", "activity_at", "ticket", "priority",
                        "assignee_id", "customer_id"],
                name="side_category_list",
            ),
        ),
        migrations.AddIndex(
            "sidecategory",
            models.Index(
                fields=["company", "category", "folder", "status", "pinned", "activity_at", "ticket",
                        "priority", "assignee_id", "customer_id"],
                name="side_category_status",
            ),
        ),
        migrations.AddIndex(
            "side",
            models.Index(
                fields=["company", "folder", "status", "pinned", "priority", "activity_at", "ticket"],
                name="side_status_priority",
            ),
        ),
        migrations.AddIndex(
            "side",
            models.Index(
                fields=["company", "customer_id", "folder", "status", "pinned", "activity_at", "ticket"],
                condition=models.Q(customer_id__isnull=False),
                name="side_customer_status",
            ),
        ),
        migrations.AddIndex(
            "side",
            models.Index(
                fields=["company", "assignee", "folder", "status", "pinned", "activity_at", "ticket"],
                name="side_assignee_status",
            ),
        ),
    ]  # fmt: skip
