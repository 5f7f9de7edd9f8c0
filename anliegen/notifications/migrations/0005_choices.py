"""Bell and devices are chosen apart for each kind, and there is a kind for every new ticket."""

from importlib import import_module

from django.db import migrations, models

_WAS = import_module("anliegen.notifications.migrations.0002_fan_out").FAN_OUT
# What reads the table goes first, and comes back last; the next migration makes it anew.
DROP = "DROP FUNCTION notifications_fan_out(bigint, bigint, bigint, boolean, text[], text[], bigint[]);"
BEFORE = _WAS[
    _WAS.index("CREATE FUNCTION notifications_fan_out") : _WAS.index("CREATE FUNCTION notifications_forget")
]
KINDS = ("mention", "assigned", "answer", "critical", "lock_free")
NAMES = [(kind, kind.replace("_", " ").title()) for kind in (*KINDS, "new")]
WITHOUT_NEW = models.Q(kind__in=KINDS)
WITH_NEW = models.Q(kind__in=(*KINDS, "new"))
# A row of before says that a kind is told nowhere, and so it goes on; none says the opposite of it.
BACK = """
DELETE FROM notifications_choice WHERE bell OR kind = 'new';
DELETE FROM notifications_notification WHERE kind = 'new';
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_push_device")]
    operations = [
        migrations.RunSQL(DROP, BEFORE),
        migrations.RenameModel("Mute", "Choice"),
        migrations.AlterModelTable("Choice", "notifications_choice"),
        migrations.AddField("Choice", "bell", models.BooleanField(default=False), preserve_default=False),
        migrations.AddField("Choice", "push", models.BooleanField(default=False), preserve_default=False),
        migrations.RemoveConstraint("Choice", "mute_once"),
        migrations.RemoveConstraint("Choice", "mute_kind"),
        migrations.RemoveConstraint("Notification", "notification_kind"),
        migrations.AlterField("Choice", "kind", models.CharField(choices=NAMES, max_length=10)),
        migrations.AlterField("Notification", "kind", models.CharField(choices=NAMES, max_length=10)),
        migrations.AddConstraint(
            "Choice", models.UniqueConstraint(fields=["company", "membership", "kind"], name="choice_once")
        ),
        migrations.AddConstraint("Choice", models.CheckConstraint(condition=WITH_NEW, name="choice_kind")),
        migrations.AddConstraint(
            "Notification", models.CheckConstraint(condition=WITH_NEW, name="notification_kind")
        ),
    ]
