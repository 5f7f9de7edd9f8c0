"""A contact can be removed and put back; and it is known when an access to the portal was last used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0011_record_isolation")]
    operations = [
        migrations.AddField("Contact", "removed_at", models.DateTimeField(null=True)),
        migrations.AddField("PortalAccount", "last_login_at", models.DateTimeField(null=True)),
    ]
