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
    """A kind of notice and who hears it: assignee, talk, critical, all or named.

    talk: the assignee, of what is said after the first message. critical: everybody at the desk and
    the assignee of the other side, while the ticket is critical. all: everybody of each side. named: the
    given people. With the prefix "first_" only together with the ticket's first message.
    """

    kind: Kind
    audience: str
    named: Sequence[int] = field(default=())


# People in one job: a slow push service then holds up few, and no job grows with the company.
AT_ONCE = 25
_JOB = enqueuing(
    "notifications.push",
    "jsonb_build_object('company_id', company, 'ticket_id', %(ticket)s::bigint, 'told', told)",
)
_FAN_OUT = f"""
WITH told AS MATERIALIZED (
    SELECT company, member, kind, in_bell, by_push FROM notifications_fan_out(
        %(ticket)s, %(actor)s, %(message)s, %(both)s, %(kinds)s, %(audiences)s, %(named)s::bigint[])),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY company ORDER BY member) - 1 AS place FROM told WHERE by_push),
parts AS (
    SELECT company, jsonb_agg(jsonb_build_array(member, kind, in_bell) ORDER BY member) AS told
      FROM numbered GROUP BY company, place / %(at_once)s)
SELECT {_JOB} FROM parts
"""  # noqa: S608  (SQL of this program alone)


def tell(
    event: TicketEvent,
    rules: Sequence[Rule],
    *,
    both_sides: bool = False,
    message_id: int | None = None,
    by_id: int | None = None,
) -> None:
    """Tell everybody whom the rules name, at the bell and on their devices as each has chosen.

    Who did it (`by_id`, else the event's person) hears nothing. Of several rules that fit a person the
    first counts, for the bell and for the devices apart. With `both_sides` the other company's people hear
    of it too; "named" people are always of the own company. One statement, whatever their number.
    """
    values = {
        "ticket": event.ticket_id,
        "actor": by_id or event.membership_id,
        "message": message_id,
        "both": both_sides,
        "kinds": [str(rule.kind) for rule in rules],
        "audiences": [rule.audience for rule in rules],
        "named": [member for rule in rules for member in rule.named],
        "at_once": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FAN_OUT, values)
