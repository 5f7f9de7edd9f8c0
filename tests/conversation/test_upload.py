"""Uploads before they belong to a message."""

import io
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from anliegen.common import files
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.conversation.access import attachment_for, pending_uploads
from anliegen.conversation.actions import upload as upload_action
from anliegen.conversation.actions.upload import discard_upload, store_upload
from anliegen.conversation.models import Attachment, StoredBytes
from anliegen.conversation.storage_sweep import sweep
from tests.cast import Cast
from tests.conversation.acts import unknown_id, uploaded
from tests.conversation.test_kinds import PNG


def jobs(task: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [task])
        return int((cursor.fetchone() or (0,))[0])


def test_a_file_is_stored_and_waits(world: Cast) -> None:
    anna = world.anna.actor()
    file = uploaded(anna, b"hallo", "../../Notiz.txt")
    assert (file.name, file.size, file.kind, file.media_type) == ("Notiz.txt", 5, "file", "text/plain")
    assert files.exists(anna.company_id, file.sha256)
    assert file.message_id is None
    assert jobs("conversation.preview") == 0
    assert [f.public_id for f in pending_uploads(anna, [file.public_id, "\x00", unknown_id()])] == [
        file.public_id
    ]


def test_a_picture_gets_a_job_in_the_same_transaction(world: Cast) -> None:
    assert uploaded(world.anna.actor(), PNG, "Foto.png").preview == "pending"
    assert jobs("conversation.preview") == 1


def test_the_same_key_stores_once(world: Cast) -> None:
    anna, key = world.anna.actor(), uuid.uuid4()
    first = store_upload(actor=anna, stream=io.BytesIO(b"a"), name="a.txt", key=key)
    again = store_upload(actor=anna, stream=io.BytesIO(b"b"), name="b.txt", key=key)
    assert first.pk == again.pk
    ben = world.ben.actor()
    assert store_upload(actor=ben, stream=io.BytesIO(b"b"), name="b.txt", key=key).pk != first.pk


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leer.txt", b"", "is empty"),
        ("setup.exe", b"MZ", "Files of type .%\\(kind\\)s"),
        ("Bild.png", b"MZ\x90\x00", "Files of type .%\\(kind\\)s"),
        ("groß.txt", b"x" * 25_000_001, "Allowed are 25 MB"),
    ],
)
def test_what_cannot_be_taken_changes_nothing(world: Cast, name: str, content: bytes, reason: str) -> None:
    anna = world.anna.actor()
    with pytest.raises(RefusedError, match=reason):
        uploaded(anna, content, name)
    assert not Attachment.objects.exists()


def test_exactly_25_mb_are_taken(world: Cast) -> None:
    assert uploaded(world.anna.actor(), b"x" * 25_000_000).size == 25_000_000


def test_not_more_than_a_hundred_wait(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_action, "MOST_PENDING", 3)
    anna = world.anna.actor()
    for _ in range(3):
        uploaded(anna)
    with pytest.raises(RefusedError, match="too many files"):
        uploaded(anna)
    assert uploaded(world.ben.actor())


def test_not_more_than_500_mb_wait(world: Cast) -> None:
    anna = world.anna.actor()
    uploaded(anna)
    Attachment.objects.update(size=500_000_001)
    with pytest.raises(RefusedError, match="too many files"):
        uploaded(anna)


def test_a_company_that_has_used_up_its_room_keeps_what_it_has(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of the last sweep, contents that lie there once counted once; others are not concerned."""
    anna = world.anna.actor()
    for _ in range(2):
        uploaded(anna, b"x" * 600)
    sweep(anna.company_id)
    world.anna.actor()
    assert StoredBytes.objects.get().amount == 600
    monkeypatch.setattr(settings, "COMPANY_BYTES", 601)
    uploaded(world.anna.actor(), b"y" * 600)
    monkeypatch.setattr(settings, "COMPANY_BYTES", 600)
    before = Attachment.objects.count()
    with pytest.raises(RefusedError, match="room for files is used up"), transaction.atomic():
        uploaded(world.anna.actor(), b"z" * 600)
    assert Attachment.objects.count() == before
    assert uploaded(world.carla.actor(), b"z" * 600)
    monkeypatch.setattr(settings, "COMPANY_BYTES", 0)
    assert uploaded(world.anna.actor(), b"z" * 600)


def test_only_the_owner_sees_and_discards(world: Cast) -> None:
    file = uploaded(world.anna.actor())
    for other in (world.ben, world.carla, world.olaf):
        actor = other.actor()
        with pytest.raises(NotFoundError):
            attachment_for(actor, file.public_id)
        with pytest.raises(NotFoundError):
            discard_upload(actor=actor, public_id=file.public_id)
    anna = world.anna.actor()
    assert attachment_for(anna, file.public_id).pk == file.pk
    discard_upload(actor=anna, public_id=file.public_id)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("public_id", ["", "x", "\x00" * 22, "\ud800" * 22, "ä" * 22, "a" * 10_000])
def test_nonsense_ids_do_not_exist(world: Cast, public_id: str) -> None:
    anna = world.anna.actor()
    with pytest.raises(NotFoundError):
        discard_upload(actor=anna, public_id=public_id)
    with pytest.raises(NotFoundError):
        attachment_for(anna, public_id)


def test_uploads_do_not_wait_for_ever(world: Cast) -> None:
    from anliegen.conversation.storage_sweep import sweep

    anna = world.anna.actor()
    old, fresh = uploaded(anna, b"alt"), uploaded(anna, b"neu")
    Attachment.objects.filter(pk=old.pk).update(created_at=now() - timedelta(hours=25))
    sweep(anna.company_id)
    assert list(Attachment.objects.all()) == [fresh]
    assert files.exists(anna.company_id, fresh.sha256)
    assert not files.exists(anna.company_id, old.sha256)
