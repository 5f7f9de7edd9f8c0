"""Times are those of the database's clock here, too: hosts may differ by a day."""

from django.db import migrations, models

import anliegen.common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0006_fan_out_by_choice"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pushdevice",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
    ]
