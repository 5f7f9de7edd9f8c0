"""The one door of contacts to tickets: what the company has released and what is theirs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from anliegen.common.errors import ForbiddenError, NotFoundError
from anliegen.customers.portal import PortalActor
from anliegen.tickets.models import Side, Ticket

SHOWN = 50
_LARGEST = 2**63 - 1


class Request(NamedTuple):
    """A request as its contact may know it: nothing internal has a place in here."""

    ticket_id: int
    number: int
    subject: str
    status: str
    priority: int
    created_at: datetime
    activity_at: datetime
    closed_at: datetime | None
    first_reply_at: datetime | None
    customer_id: int
    is_own: bool
    from_company: bool
    categories: Sequence[str] = ()

    @property
    def is_closed(self) -> bool:
        return self.status == "closed"

    @property
    def waits_for_answer(self) -> bool:
        return self.status == "waiting"


_COLUMNS = """t.id, s.number, t.subject, t.status, t.priority, t.created_at, t.activity_at, t.closed_at,
       t.first_reply_at, t.customer_id, t.contact_id = ANY (%(contacts)s), t.opened_by_id IS NOT NULL"""
_RELEASED = "t.portal_visible AND t.kind = 'customer'"
_SIDE = "JOIN tickets_side s ON s.company_id = t.desk_id AND s.ticket_id = t.id AND s.folder = 'inbox'"

# Each contact and each sharing customer is read along an index of its own, no further than a page needs.
_ALONG = (
    "SELECT found.id FROM unnest(%({values})s::bigint[]) AS c(id), LATERAL (SELECT t.id FROM tickets_ticket t"  # noqa: S608
    " WHERE t.desk_id = %(company)s AND t.{column} = c.id AND " + _RELEASED + " AND {state}"
    " AND t.activity_at < %(before)s::timestamptz ORDER BY t.activity_at DESC LIMIT %(most)s) AS found"
)
# OFFSET 0 keeps the planner from turning the order round and reading the company's whole list of sides.
_LIST = (
    "SELECT shown.* FROM (" + _ALONG.format(values="contacts", column="contact_id", state="{state}")  # noqa: S608
    + " UNION " + _ALONG.format(values="customers", column="customer_id", state="{state}")
    + ") AS found CROSS JOIN LATERAL (SELECT " + _COLUMNS + " FROM tickets_ticket t " + _SIDE
    + " WHERE t.id = found.id AND s.company_id = %(company)s AND s.ticket_id = found.id OFFSET 0) AS shown"
    " ORDER BY shown.activity_at DESC, shown.id DESC LIMIT %(most)s"
)  # fmt: skip
# Asked for as if there were no wall, which says the same: one forgotten of the two must not be enough.
_CATEGORIES = """ARRAY(SELECT c.name FROM tickets_category c
       WHERE c.company_id = s.company_id AND c.id = ANY (s.category_ids) AND c.portal_visible
         AND c.archived_at IS NULL ORDER BY c.position, c.id)"""
_ONE = (
    "SELECT " + _COLUMNS + ", " + _CATEGORIES + " FROM tickets_ticket t " + _SIDE  # noqa: S608
    + " WHERE s.company_id = %(company)s AND s.number = %(number)s AND " + _RELEASED
    + " AND (t.contact_id = ANY (%(contacts)s) OR t.customer_id = ANY (%(customers)s))"
)  # fmt: skip


def requests_of(
    contact: PortalActor, *, closed: bool, before: datetime | None = None, most: int = SHOWN
) -> list[Request]:
    """Return the contact's running or finished requests, the latest first (one statement)."""
    state = "t.status = 'closed'" if closed else "t.status <> 'closed'"
    values = _values(contact) | {"most": most, "before": before or "infinity"}
    with connection.cursor() as cursor:
        cursor.execute(_LIST.format(state=state), values)
        return [Request(*row) for row in cursor.fetchall()]


def request_for(contact: PortalActor, number: int, capability: str) -> Request:
    """Return one request by its number. Raises NotFoundError for whatever is not the contact's to see:

    foreign, internal, not released, spam, in the trash, or not there at all.
    """
    if not 0 < number <= _LARGEST:
        raise NotFoundError
    with connection.cursor() as cursor:
        cursor.execute(_ONE, _values(contact) | {"number": number})
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError
    if not contact.can(capability):
        raise ForbiddenError(capability)
    return Request(*row)


def locked_request_for(contact: PortalActor, number: int, capability: str) -> Request:
    """Like request_for, with the ticket locked: what is taken back meanwhile is not written to."""
    found = request_for(contact, number, capability)
    Ticket.objects.select_for_update(no_key=True).filter(pk=found.ticket_id).first()
    return request_for(contact, number, capability)


def number_of(contact: PortalActor, ticket_id: int) -> int:
    """Return the number under which the company and its contacts know a ticket."""
    return Side.objects.only("number").get(company_id=contact.company_id, ticket_id=ticket_id).number


def _values(contact: PortalActor) -> dict[str, Any]:
    return {
        "company": contact.company_id,
        "contacts": contact.contact_ids,
        "customers": contact.shared_customer_ids,
    }
