"""The portal's wall looks at the ticket of each row that is read, not at all tickets of the contact first."""

from django.db import migrations

OUTSIDE = "(SELECT app_portal()) IS NULL"
OUT = "(held_until IS NULL OR held_until <= statement_timestamp())"
OWN_UPLOAD = "message_id IS NULL AND portal_account_id = (SELECT app_portal())"

# Both are themselves behind the wall: what a contact does not see does not exist here either.
MESSAGE_TICKET = "EXISTS (SELECT 1 FROM tickets_ticket t WHERE t.id = conversation_message.ticket_id)"
FILE_TICKET = "EXISTS (SELECT 1 FROM tickets_ticket t WHERE t.id = conversation_attachment.ticket_id)"
FILE_MESSAGE = "EXISTS (SELECT 1 FROM conversation_message m WHERE m.id = conversation_attachment.message_id)"

BY_ROW = f"""
ALTER POLICY portal ON conversation_message USING ({OUTSIDE} OR (NOT is_note AND {MESSAGE_TICKET} AND {OUT}));
ALTER POLICY portal ON conversation_attachment
    USING ({OUTSIDE} OR (({OWN_UPLOAD}) OR ({FILE_TICKET} AND {FILE_MESSAGE})));
"""

BY_LIST = f"""
ALTER POLICY portal ON conversation_message
    USING ({OUTSIDE} OR (NOT is_note AND ticket_id IN (SELECT id FROM tickets_ticket) AND {OUT}));
ALTER POLICY portal ON conversation_attachment
    USING ({OUTSIDE} OR (({OWN_UPLOAD}) OR (ticket_id IN (SELECT id FROM tickets_ticket)
           AND message_id IN (SELECT id FROM conversation_message))));
"""  # noqa: S608  (constants only)


class Migration(migrations.Migration):
    dependencies = [("conversation", "0012_record_entries")]
    operations = [migrations.RunSQL(BY_ROW, BY_LIST)]
