"""Times are those of the database's clock here, too: hosts may differ by a day."""

from django.db import migrations, models

import anliegen.common.clock


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0021_search_pieces"),
    ]

    operations = [
        migrations.AlterField(
            model_name="category",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="readmark",
            name="at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
        migrations.AlterField(
            model_name="savedview",
            name="created_at",
            field=models.DateTimeField(default=anliegen.common.clock.now),
        ),
    ]
