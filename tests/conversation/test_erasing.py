"""Deleting for good takes contents and files, and leaves the trace."""

import uuid

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from anliegen.common import files
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.models import Attachment, Message
from anliegen.conversation.storage_sweep import sweep
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.models import Event
from tests.cast import Cast
from tests.conversation.acts import asked, uploaded
from tests.conversation.test_upload import jobs


def test_contents_and_files_go_and_history_stays(world: Cast) -> None:
    anna = world.anna.actor()
    side, kept = asked(anna), asked(anna)
    alone, twice, again = (uploaded(anna, c) for c in (b"einzeln", b"doppelt", b"doppelt"))
    ids = [alone.public_id, twice.public_id]
    reply(
        actor=anna,
        number=side.number,
        html="<p>Anbei<script>x</script></p>",
        key=uuid.uuid4(),
        upload_ids=ids,
    )
    reply(actor=anna, number=kept.number, html="<p>Anbei</p>", key=uuid.uuid4(), upload_ids=[again.public_id])
    move(actor=anna, number=side.number, folder="trash")
    events = Event.objects.filter(ticket_id=side.ticket_id).count()
    erase(actor=world.ben.actor(), number=side.number)
    erased = Message.objects.filter(ticket_id=side.ticket_id)
    assert {(m.html, m.original, m.author_name, m.author_email) for m in erased} == {("", None, "", "")}
    assert list(Attachment.objects.filter(pk__in=[alone.pk, twice.pk, again.pk])) == [again]
    assert Message.objects.filter(ticket_id=kept.ticket_id).exclude(html="").count() == 2
    assert Event.objects.filter(ticket_id=side.ticket_id).count() == events + 1
    assert jobs("conversation.sweep") == 1
    sweep(anna.company_id)
    assert not files.exists(anna.company_id, alone.sha256)
    assert files.exists(anna.company_id, twice.sha256)


def test_only_what_was_erased_can_be_emptied(world: Cast) -> None:
    side = asked(world.anna.actor())
    for person in (world.anna, world.carla):
        person.actor()
        with connection.cursor() as cursor:
            cursor.execute("SELECT conversation_erase(%s)", [side.ticket_id])
    world.anna.actor()
    assert Message.objects.get(ticket_id=side.ticket_id).html != ""


@pytest.mark.parametrize(
    "sql", ["UPDATE conversation_message SET html = ''", "DELETE FROM conversation_message"]
)
def test_the_application_cannot_change_what_was_said(world: Cast, sql: str) -> None:
    asked(world.anna.actor())
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(sql)
