"""The second wall of the portal: in a contact's transaction the database itself shows no more than is theirs.

Restrictive policies stand beside those of the tenant and are silent (`app_portal()` is unset) for all
others. They bind the application's role only: triggers and checked doors run as the owner.
"""

from django.conf import settings
from django.db import migrations

from anliegen.common.rls import composite_key

OUTSIDE = "(SELECT app_portal()) IS NULL"
OWN_TICKET = """portal_visible AND kind = 'customer' AND (contact_id = ANY ((SELECT app_portal_contacts())::bigint[])
    OR customer_id = ANY ((SELECT app_portal_customers())::bigint[]))"""
OF_OWN_TICKET = "ticket_id IN (SELECT id FROM tickets_ticket)"  # itself behind the wall
OWN_UPLOAD = "message_id IS NULL AND portal_account_id = (SELECT app_portal())"
WITH_MESSAGE = "message_id IN (SELECT id FROM conversation_message)"
VISIBLE = {
    "tickets_ticket": OWN_TICKET,
    "conversation_message": f"NOT is_note AND {OF_OWN_TICKET}",
    "conversation_attachment": f"({OWN_UPLOAD}) OR ({OF_OWN_TICKET} AND {WITH_MESSAGE})",
}
WALLS = "".join(
    f'CREATE POLICY portal ON {table} AS RESTRICTIVE FOR SELECT TO "{settings.APP_ROLE}"'
    f" USING ({OUTSIDE} OR ({condition}));\n"
    for table, condition in VISIBLE.items()
)
ACCOUNT = ("customers_portal_account", "company_id, id")


class Migration(migrations.Migration):
    dependencies = [
        ("conversation", "0005_portal"),
        ("customers", "0004_portal_isolation"),
        ("tickets", "0008_portal"),
    ]
    operations = [
        composite_key("conversation_message", "company_id, portal_account_id", *ACCOUNT),
        composite_key("conversation_attachment", "company_id, portal_account_id", *ACCOUNT),
        migrations.RunSQL(WALLS, "".join(f"DROP POLICY portal ON {table};\n" for table in VISIBLE)),
    ]
