"""Erasing what was said, when a ticket is deleted for good: contents go, the trace stays."""

from django.db import connection

from anliegen.common.jobs import enqueue
from anliegen.conversation.models import Draft, DraftVersion
from anliegen.tickets.events import TicketErased


def erase_contents(event: TicketErased) -> None:
    """Blank messages and remove files of the side. Handler of TicketErased.

    What both sides of a support request have seen stays until the other side erases its ticket too.
    The bytes go after the commit, unless another attachment holds the same content.
    """
    for rows in (Draft.objects, DraftVersion.objects):
        rows.filter(company_id=event.company_id, ticket_id=event.ticket_id).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT conversation_erase(%s)", [event.ticket_id])
        companies = [row[0] for row in cursor.fetchall()]
    for company_id in companies:
        enqueue("conversation.sweep", company_id=company_id)
