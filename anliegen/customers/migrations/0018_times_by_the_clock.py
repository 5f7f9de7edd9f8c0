"""Times are those of the database's clock here, too: hosts may differ by a day."""

from django.db import migrations, models

import anliegen.common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0017_taken_forms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="customer",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="customerimport",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="portalaccount",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
    ]
