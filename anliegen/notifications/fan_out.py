"""Writing notices for all who hear of something: one INSERT … SELECT, in the transaction of the event.

The database's function reads both sides of a ticket, since the other company's people are not visible
here; it takes the company from the transaction and tells nobody who does not take part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from anliegen.notifications.models import Kind
from anliegen.notifications.push import wake
from anliegen.tickets.events import TicketEvent


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of notice and who hears it: assignee, talk, critical or named.

    talk: the assignee, of what is said after the first message. critical: everybody at the desk and
    the assignee of the other side, while the ticket is critical. named: the given people. With the
    prefix "first_" only together with the ticket's first message.
    """

    kind: Kind
    audience: str
    named: Sequence[int] = field(default=())


_FAN_OUT = """
SELECT company, member, company <> app_company() OR EXISTS (
           SELECT 1 FROM notifications_push_device d
            WHERE d.company_id = company AND d.membership_id = member)
  FROM notifications_fan_out(
    %(ticket)s, %(actor)s, %(message)s, %(both)s, %(kinds)s, %(audiences)s, %(named)s::bigint[])
"""


def tell(
    event: TicketEvent,
    rules: Sequence[Rule],
    *,
    both_sides: bool = False,
    message_id: int | None = None,
    by_id: int | None = None,
) -> list[tuple[int, int]]:
    """Tell everybody whom the rules name; returns (company, membership) of each.

    Who did it (`by_id`, else the event's person) hears nothing.

    Of several rules that fit a person the first counts. With `both_sides` the other company's people
    hear of it too; "named" people are always of the own company.
    """
    named = [member for rule in rules for member in rule.named]
    values = {
        "ticket": event.ticket_id,
        "actor": by_id or event.membership_id,
        "message": message_id,
        "both": both_sides,
        "kinds": [str(rule.kind) for rule in rules],
        "audiences": [rule.audience for rule in rules],
        "named": named,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FAN_OUT, values)
        told = cursor.fetchall()
    # Whether the other company's people have devices cannot be seen from here; the job finds out.
    reached = [(company, member) for company, member, has_device in told if has_device]
    if reached:
        wake(event.ticket_id, reached)
    return [(company, member) for company, member, _has_device in told]
