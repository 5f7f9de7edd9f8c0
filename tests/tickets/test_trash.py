"""The trash keeps 30 days, and no longer."""

from datetime import timedelta

from anliegen.common.clock import now
from anliegen.conversation.models import Message
from anliegen.tickets.actions.folder import move
from anliegen.tickets.models import Side
from anliegen.tickets.trash import empty_overdue
from tests.cast import Cast
from tests.conversation.acts import asked


def test_only_what_is_overdue_is_erased(world: Cast) -> None:
    actor = world.anna.actor()
    kept, gone = asked(actor), asked(actor)
    for side in (kept, gone):
        move(actor=actor, number=side.number, folder="trash")
    Side.objects.filter(pk=gone.pk).update(folder_since=now() - timedelta(days=31))
    assert empty_overdue() == 1
    world.anna.actor()
    assert Side.objects.get(pk=kept.pk).folder == "trash"
    assert Side.objects.get(pk=gone.pk).folder == "erased"
    assert not Message.objects.filter(ticket_id=gone.ticket_id).exclude(html="").exists()
    assert empty_overdue() == 0
