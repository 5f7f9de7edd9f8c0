"""Who hears what. Every notice comes from here; `config/wiring.py` connects the events.

    mention     @name in a note or an answer          the named colleagues
    assigned    somebody gave me a ticket             the assignee
    answer      somebody wrote in my ticket           the assignee (of each side that may read it)
    critical    a ticket arrives or becomes critical  everybody at the desk
    lock_free   a ticket is free to work on again     those who asked to hear it
    new         a ticket has arrived                  everybody of each side, if they have chosen it

Nobody hears of what they did themselves, of kinds they have switched off, or of what their side cannot see.
The bell and the devices are chosen apart; of several rules that fit a person the first one counts for each.
"""

from django.db import connection
from django.db.models import QuerySet

from anliegen.common.clock import now
from anliegen.notifications.fan_out import Rule, tell
from anliegen.notifications.mentions import mentioned
from anliegen.notifications.models import Kind, Notification
from anliegen.tickets.events import (
    LockFreed,
    MessagePosted,
    TicketChanged,
    TicketErased,
    TicketRead,
)

_ASSIGNED = Rule(Kind.ASSIGNED, "assignee")
_CRITICAL = Rule(Kind.CRITICAL, "critical")
# With its first message a ticket is complete: only then is told who has it and how urgent it is.
_FIRST = (
    Rule(Kind.ASSIGNED, "first_assignee"),
    Rule(Kind.CRITICAL, "first_critical"),
    Rule(Kind.NEW, "first_all"),
)
_ANSWER = Rule(Kind.ANSWER, "talk")


# The text once, however many colleagues there are.
_CALL = """
SELECT m.html, coalesce(p.members, '{}'), coalesce(p.names, '{}')
  FROM conversation_message m
 CROSS JOIN (
       SELECT array_agg(s.id) AS members, array_agg(u.name) AS names
         FROM accounts_membership s JOIN accounts_user u ON u.id = s.user_id
        WHERE s.company_id = %s AND s.is_active AND u.is_active) p
 WHERE m.id = %s
"""


def on_changed(event: TicketChanged) -> None:
    """An assignment concerns the assignee; becoming critical concerns the desk."""
    if event.verb == "assignee":
        tell(event, (_ASSIGNED,))
    elif event.verb == "priority":
        tell(event, (_CRITICAL,), both_sides=event.peer_id is not None)


def on_message(event: MessagePosted) -> None:
    """A message concerns who is named in it and the assignee; the first one tells of a new ticket."""
    mention = Rule(Kind.MENTION, "named", _called(event) if event.may_call else ())
    tell(
        event,
        (mention, *_FIRST, _ANSWER),
        both_sides=not event.is_note,
        message_id=event.message_id,
        by_id=event.membership_id or event.entered_by_id,
    )


def on_lock_freed(event: LockFreed) -> None:
    """Who has waited for a ticket hears that it is free."""
    if event.waiters:
        tell(event, (Rule(Kind.LOCK_FREE, "named", event.waiters),))


def on_read(event: TicketRead) -> None:
    """What a person has read of a ticket need not be told any more."""
    if event.membership_id is not None:
        _own(event).filter(membership_id=event.membership_id, read_at=None).update(read_at=now())


def on_erased(event: TicketErased) -> None:
    """Notices of an erased ticket would lead nowhere."""
    _own(event).delete()


def _own(event: TicketRead | TicketErased) -> QuerySet[Notification]:
    return Notification.objects.filter(company_id=event.company_id, ticket_id=event.ticket_id)


def _called(event: MessagePosted) -> list[int]:
    """Return whom an employee's message calls."""
    with connection.cursor() as cursor:
        cursor.execute(_CALL, [event.company_id, event.message_id])
        html, members, names = cursor.fetchone() or ("", [], [])
    return mentioned(html, dict(zip(members, names, strict=True)))
