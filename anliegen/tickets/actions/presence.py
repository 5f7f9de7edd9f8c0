"""Being at a ticket's page: coming, staying, leaving, and who else is there.

Reading is no work: presence refuses nothing and writes no history. A page that ends without a word
is forgotten when its next sign is overdue.
"""

from django.db import connection, transaction

from anliegen.accounts.actor import Actor
from anliegen.common.hints import hint
from anliegen.tickets.access import ticket_for
from anliegen.tickets.models import Presence, Side

# Pages give a sign every 30 seconds; one may be lost.
SECONDS = 75

_FORGET = """
DELETE FROM tickets_presence
 WHERE company_id = %(company)s AND membership_id = %(person)s
   AND seen_at < clock_timestamp() - make_interval(secs => %(seconds)s)
"""

_STAY = """
INSERT INTO tickets_presence (company_id, ticket_id, membership_id, seen_at)
VALUES (%(company)s, %(ticket)s, %(person)s, clock_timestamp())
ON CONFLICT (company_id, ticket_id, membership_id) DO UPDATE SET seen_at = EXCLUDED.seen_at
RETURNING xmax = 0
"""

_OTHERS = """
SELECT membership_id FROM tickets_presence
 WHERE company_id = %(company)s AND ticket_id = %(ticket)s AND membership_id <> %(person)s
   AND seen_at > clock_timestamp() - make_interval(secs => %(seconds)s)
 ORDER BY id LIMIT 20
"""


@transaction.atomic
def stay(*, actor: Actor, number: int) -> list[int]:
    """Note that the actor is at the ticket's page; return the memberships of the others there.

    Who has just come is told to the others' pages. Raises NotFoundError, ForbiddenError.
    """
    side = ticket_for(actor, number, "ticket.read")
    values = _values(actor, side)
    with connection.cursor() as cursor:
        # What was left behind without a word goes first, so that coming back counts as coming.
        cursor.execute(_FORGET, values)
        cursor.execute(_STAY, values)
        (has_come,) = cursor.fetchone()
        cursor.execute(_OTHERS, values)
        others = [membership for (membership,) in cursor.fetchall()]
    if has_come:
        hint(side.company_id, "presence", number=side.number)
    return others


@transaction.atomic
def leave(*, actor: Actor, number: int) -> None:
    """Note that the actor has left the ticket's page. Raises as stay() does."""
    side = ticket_for(actor, number, "ticket.read")
    gone, _by_model = Presence.objects.filter(
        company_id=side.company_id, ticket_id=side.ticket_id, membership_id=actor.membership_id
    ).delete()
    if gone:
        hint(side.company_id, "presence", number=side.number)


def _values(actor: Actor, side: Side) -> dict[str, int]:
    return {
        "company": side.company_id,
        "ticket": side.ticket_id,
        "person": actor.membership_id,
        "seconds": SECONDS,
    }
