"""Writing notices for all who hear of something, and waking their devices: one statement, with the event.

The database's function reads both sides of a ticket, since the other company's people are not visible
here; it takes the company from the transaction and tells nobody who does not take part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from anliegen.common.jobs import enqueuing
from anliegen.notifications.models import Kind
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


# Whether the other company's people have devices cannot be seen from here; the job finds out.
_JOB = enqueuing(
    "notifications.push",
    "jsonb_build_object('company_id', company, 'membership_ids', members, 'ticket_id', %(ticket)s::bigint)",
)
_FAN_OUT = f"""
WITH told AS MATERIALIZED (
    SELECT company, member FROM notifications_fan_out(
        %(ticket)s, %(actor)s, %(message)s, %(both)s, %(kinds)s, %(audiences)s, %(named)s::bigint[])),
reached AS (
    SELECT company, jsonb_agg(member ORDER BY member) AS members FROM told
     WHERE company <> app_company() OR EXISTS (
           SELECT 1 FROM notifications_push_device d
            WHERE d.company_id = company AND d.membership_id = member)
     GROUP BY company),
woken AS MATERIALIZED (SELECT {_JOB} FROM reached)
SELECT company, member, (SELECT count(*) FROM woken) FROM told
"""  # noqa: S608  (SQL of this program alone)


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
    return [(company, member) for company, member, _jobs in told]
