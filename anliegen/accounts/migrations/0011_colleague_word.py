"""Whether sentences speak of a male or a female colleague."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_operating_doors")]
    operations = [
        migrations.AddField("membership", "is_female", models.BooleanField(default=False, db_default=False))
    ]
