"""Spam, trash and back, and erasing for good. Folders are per side; the status stays what it was."""

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError
from anliegen.common.events import publish
from anliegen.tickets import history
from anliegen.tickets.access import locked
from anliegen.tickets.events import TicketChanged, TicketErased
from anliegen.tickets.lifecycle import Folder
from anliegen.tickets.lock import demand_free
from anliegen.tickets.models import Side

_BY_HAND = {Folder.INBOX, Folder.SPAM, Folder.TRASH}


@transaction.atomic
def move(*, actor: Actor, number: int, folder: str, origin: str = "web") -> Side:
    """Put the actor's side of the ticket into inbox, spam or trash.

    Raises NotFoundError, ForbiddenError, RefusedError for any other folder, LockedError while a colleague
    works on the ticket.
    """
    side = locked(actor, number, "ticket.change")
    demand_free(actor, side)
    if folder not in _BY_HAND:
        raise RefusedError("This folder does not exist.", "folder")
    if side.folder != folder:
        _put(actor, side, Folder(folder), origin)
    return side


@transaction.atomic
def erase(*, actor: Actor, number: int, origin: str = "web") -> Side:
    """Take a ticket out of the trash for good. Numbers and history stay as a trace.

    The messages of this side are erased by whoever listens to the event. Raises NotFoundError,
    ForbiddenError; RefusedError when the ticket is not in the trash.
    """
    side = locked(actor, number, "ticket.erase")
    if side.folder != Folder.TRASH:
        raise RefusedError("Only a ticket in the trash can be deleted for good.")
    _put(actor, side, Folder.ERASED, origin)
    publish(
        TicketErased(company_id=actor.company_id, ticket_id=side.ticket_id, membership_id=actor.membership_id)
    )
    return side


def _put(actor: Actor, side: Side, folder: Folder, origin: str) -> None:
    old = side.folder
    side.folder = folder
    side.folder_since = None if folder == Folder.INBOX else now()
    side.save(update_fields=["folder", "folder_since"])
    event = TicketChanged(
        company_id=actor.company_id,
        ticket_id=side.ticket_id,
        membership_id=actor.membership_id,
        verb="folder",
    )
    history.record(event, "folder", before=old, after=str(folder), origin=origin)
