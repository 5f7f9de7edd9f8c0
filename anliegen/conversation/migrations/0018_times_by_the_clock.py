"""Times are those of the database's clock here, too: hosts may differ by a day."""

from django.db import migrations, models

import anliegen.common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("conversation", "0017_erased_texts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
    ]
