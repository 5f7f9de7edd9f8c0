"""NEU, per person.

A ticket is NEU for a person when its side holds news beyond what the person has read, or when it was
set unread. News are numbers out of one sequence, not times: clocks of hosts and of browsers differ.
What was there before a person joined (`news_baseline`) is not new to that person.
"""

from django.db import connection

from anliegen.accounts.actor import Actor
from anliegen.tickets.models import ReadMark, Side

# Used by lists: `s` is tickets_side, `r` the person's read mark (left join).
NEU_SQL = "(coalesce(r.unread, false) OR s.news > greatest(coalesce(r.news, 0), %(baseline)s))"


def is_neu(actor: Actor, side: Side) -> bool:
    """Say whether the ticket is NEU for the actor."""
    mark = ReadMark.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, ticket_id=side.ticket_id
    ).first()
    if mark is None:
        return side.news > actor.news_baseline
    return mark.unread or side.news > max(mark.news, actor.news_baseline)


def mark_read(actor: Actor, side: Side, upto: int | None = None) -> None:
    """Note that the actor has read the ticket up to the given news, by default the side's newest.

    Never moves backwards: of two windows, the one that has seen more counts.
    """
    _upsert(actor.company_id, actor.membership_id, side.ticket_id, side.news if upto is None else upto, False)


def mark_unread(actor: Actor, side: Side) -> None:
    """Make the ticket NEU for the actor alone ("Als ungelesen markieren")."""
    _upsert(actor.company_id, actor.membership_id, side.ticket_id, 0, True)


def mark_unread_for(side: Side, membership_id: int) -> None:
    """Make the ticket NEU for a colleague to whom somebody else has given it."""
    _upsert(side.company_id, membership_id, side.ticket_id, 0, True)


def _upsert(company_id: int, membership_id: int, ticket_id: int, news: int, unread: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_read_mark AS r (company_id, membership_id, ticket_id, news, unread, at)"
            " VALUES (%s, %s, %s, %s, %s, now())"
            " ON CONFLICT (company_id, membership_id, ticket_id) DO UPDATE"
            " SET news = greatest(r.news, EXCLUDED.news), unread = EXCLUDED.unread, at = now()",
            [company_id, membership_id, ticket_id, news, unread],
        )
