"""The sweep never takes what an upload has just stored."""

import io
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from anliegen.common import files, storage
from anliegen.common.clock import now
from anliegen.conversation.actions.draft import Written, keep
from anliegen.conversation.drafts import Place
from anliegen.conversation.models import Attachment
from anliegen.conversation.storage_sweep import sweep
from tests import plugin
from tests.cast import Cast
from tests.conversation.acts import uploaded


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """Another process at work on the same database."""
    with psycopg.connect(plugin.scratch().app) as connection:
        yield connection


def orphan(company_id: int, content: bytes = b"niemandes") -> str:
    return files.put(company_id, io.BytesIO(content), 100)[0]


def test_what_nobody_refers_to_goes(world: Cast) -> None:
    anna = world.anna.actor()
    kept, lost = uploaded(anna, b"jemandes").sha256, orphan(anna.company_id)
    theirs = orphan(world.carla.company_id)
    assert sweep(anna.company_id) >= 1
    assert files.exists(anna.company_id, kept)
    assert not files.exists(anna.company_id, lost)
    assert files.exists(world.carla.company_id, theirs)


def test_files_of_a_draft_are_kept_as_long_as_the_draft(world: Cast) -> None:
    anna = world.anna.actor()
    place, long_ago = Place("new", None), now() - timedelta(days=3)
    drafted, forgotten = uploaded(anna, b"im Entwurf"), uploaded(anna, b"vergessen")
    Attachment.objects.filter(pk__in=[drafted.pk, forgotten.pk]).update(created_at=long_ago)
    written = Written(body="Anbei", is_html=False, upload_ids=[drafted.public_id])
    keep(actor=anna, place=place, written=written, base=0, key=None)
    sweep(anna.company_id)
    world.anna.actor()
    left = Attachment.objects.filter(pk__in=[drafted.pk, forgotten.pk])
    assert [file.pk for file in left] == [drafted.pk]
    keep(actor=anna, place=place, written=Written(body="", is_html=False), base=1, key=None)
    sweep(anna.company_id)
    world.anna.actor()
    assert not Attachment.objects.filter(pk=drafted.pk).exists()


def test_the_sweep_waits_while_an_upload_is_under_way(world: Cast, other: psycopg.Connection) -> None:
    company = world.anna.company_id
    lost = orphan(company)
    other.execute("SELECT pg_advisory_xact_lock_shared(7232, %s)", [company])
    assert sweep(company) == 0
    assert files.exists(company, lost)
    other.rollback()
    sweep(company)
    assert not files.exists(company, lost)


def test_an_upload_waits_for_the_sweep(world: Cast, other: psycopg.Connection) -> None:
    company = world.anna.company_id
    world.anna.actor()
    assert storage.alone(company)
    other.execute("SET LOCAL lock_timeout = '50ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute("SELECT pg_advisory_xact_lock_shared(7232, %s)", [company])
