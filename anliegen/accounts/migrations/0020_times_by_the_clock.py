"""Times are those of the database's clock here, too: hosts may differ by a day."""

from django.db import migrations, models

import anliegen.common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0019_erased_things"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="company",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="membership",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="user",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
    ]
