"""Categories that customers may read: off until somebody switches one on, and so the wall of the portal has it."""

from django.conf import settings
from django.db import migrations, models

OUTSIDE = "(SELECT app_portal()) IS NULL"
WALL = f'CREATE POLICY portal ON tickets_category AS RESTRICTIVE FOR SELECT TO "{settings.APP_ROLE}" USING ({OUTSIDE}'
# Until now the wall was the one by default, which shuts whatever nobody has thought of (portal/wall.py); on a
# new database it has not been built yet. What is put away has no say at a customer's request any more.
OPEN = f"""
DROP POLICY IF EXISTS portal ON tickets_category;
{WALL} OR (portal_visible AND archived_at IS NULL));
"""
SHUT = f"""
DROP POLICY portal ON tickets_category;
{WALL});
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0017_of_survivor"), ("customers", "0004_portal_isolation")]
    operations = [
        migrations.AddField(
            "category", "portal_visible", models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL(OPEN, SHUT),
    ]
