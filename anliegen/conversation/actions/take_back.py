"""Taking a reply back while it is held: the message goes, its text and files are a draft again."""

import json
from typing import Any

from django.db import connection, transaction

from anliegen.accounts.actor import Actor
from anliegen.common.errors import ForbiddenError, NotFoundError, StaleError
from anliegen.conversation.actions.draft import Written, keep
from anliegen.conversation.drafts import Place
from anliegen.conversation.models import Message, TakenBack
from anliegen.conversation.models.message import UNDO
from anliegen.tickets import history
from anliegen.tickets.access import locked
from anliegen.tickets.events import TicketChanged
from anliegen.tickets.models import Side

UNDO_SECONDS = int(UNDO.total_seconds())
# PostgreSQL's bigint.
_LARGEST = 2**63 - 1


@transaction.atomic
def take_back(*, actor: Actor, number: int, message_id: int) -> None:
    """Take back an own reply that was sent less than ten seconds ago, by the database's clock.

    Nothing in the ticket has to be restored: a held reply has changed nothing. What stood in the
    composer meanwhile becomes an earlier version of the draft. Again does nothing.
    Raises NotFoundError, ForbiddenError for a colleague's reply, StaleError when it is out.
    """
    if not 0 < message_id <= _LARGEST:
        raise NotFoundError
    side = locked(actor, number, "ticket.reply")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conversation_take_back(%s, %s, %s)", [message_id, side.ticket_id, actor.membership_id]
        )
        (found,) = cursor.fetchone() or (None,)
    if found is None:
        _explain(actor, message_id)
    else:
        _keep(actor, side, json.loads(found) if isinstance(found, str) else found)
        _record(actor, side, message_id)


def _explain(actor: Actor, message_id: int) -> None:
    """Do nothing for what the actor has taken back already; say why for all else."""
    if TakenBack.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, message_id=message_id
    ).exists():
        return
    message = Message.objects.filter(pk=message_id, company_id=actor.company_id, is_note=False).first()
    if message is None:
        raise NotFoundError
    if message.membership_id != actor.membership_id:
        raise ForbiddenError("ticket.reply")
    raise StaleError("The message has been sent already. It can no longer be taken back.")


def _keep(actor: Actor, side: Side, found: dict[str, Any]) -> None:
    typed = found["typed"]
    written = Written(
        body=found["html"] if typed is None else typed, is_html=typed is None, upload_ids=found["uploads"]
    )
    # A base that no draft can have: what was begun since is set aside.
    keep(actor=actor, place=Place("reply", side.ticket_id), written=written, base=-1, key=None)


def _record(actor: Actor, side: Side, message_id: int) -> None:
    """The history tells both: without this, colleagues would have seen something that never was."""
    event = TicketChanged(
        company_id=actor.company_id,
        ticket_id=side.ticket_id,
        membership_id=actor.membership_id,
        verb="taken_back",
    )
    history.record(event, "taken_back", after={"message": message_id})
