"""Emptying the trash after 30 days."""

from datetime import datetime

from django.db import connection

from anliegen.common.clock import now
from anliegen.common.events import publish
from anliegen.common.tenancy import tenant
from anliegen.tickets import history
from anliegen.tickets.events import TicketChanged, TicketErased
from anliegen.tickets.lifecycle import TRASH_LIMIT, Folder
from anliegen.tickets.models import Side, Ticket

AT_ONCE = 500


def empty_overdue(at: datetime | None = None) -> int:
    """Erase what has lain in the trash for longer than 30 days; returns how many sides.

    Each in a transaction of its own: one that fails does not keep the others. Repeatable.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tickets_overdue_trash(%s, %s)", [(at or now()) - TRASH_LIMIT, AT_ONCE])
        found = cursor.fetchall()
    return sum(_erase(company_id, ticket_id) for company_id, ticket_id in found)


def _erase(company_id: int, ticket_id: int) -> bool:
    with tenant(company_id):
        Ticket.objects.select_for_update(no_key=True).get(pk=ticket_id)
        side = Side.objects.get(company_id=company_id, ticket_id=ticket_id)
        if side.folder != Folder.TRASH:  # taken out since
            return False
        side.folder, side.folder_since = Folder.ERASED, now()
        side.save(update_fields=["folder", "folder_since"])
        event = TicketChanged(company_id=company_id, ticket_id=ticket_id, verb="folder")
        history.record(event, "folder", before=str(Folder.TRASH), after=str(Folder.ERASED), origin="worker")
        publish(TicketErased(company_id=company_id, ticket_id=ticket_id))
        return True
