"""Uploading a file before the message that it belongs to, and taking it back."""

import uuid
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common import files, storage
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import public_id as new_id
from anliegen.common.jobs import enqueue
from anliegen.common.text import file_size, line
from anliegen.conversation.access import is_public_id, pending_of, uploads_of
from anliegen.conversation.bearer import account_of
from anliegen.conversation.kinds import extension, judge, refused
from anliegen.conversation.models import Attachment, StoredBytes
from anliegen.conversation.models.attachment import FileKind, Preview

MOST_BYTES = 25_000_000
MOST_PENDING = 100
MOST_PENDING_BYTES = 500_000_000
_HEAD = 8192
_LONGEST_NAME = 200


@transaction.atomic
def store_upload(*, actor: Actor, stream: IO[bytes], name: str, key: uuid.UUID) -> Attachment:
    """Store one file as a pending upload of the actor and return it.

    The same key again returns the same upload: a retry after a lost answer stores nothing twice.
    Raises ForbiddenError, and RefusedError for empty, too large, too many files and for programs.
    """
    demand(actor, "upload")
    storage.one_upload_at_a_time(actor.membership_id or -(account_of(actor) or 0))
    known = uploads_of(actor).filter(upload_key=key).first()
    if known:
        return known
    name = clean_name(name)
    head = stream.read(_HEAD)
    stream.seek(0)
    _check(pending_of(actor), name, head)
    _check_room(actor.company_id)
    storage.share(actor.company_id)
    sha256, size = _put(actor, stream, name)
    upload = _row(actor, name, head, key, sha256, size)
    if upload.preview == Preview.PENDING:
        enqueue("conversation.preview", company_id=actor.company_id, attachment_id=upload.pk)
    return upload


@transaction.atomic
def discard_upload(*, actor: Actor, public_id: str) -> None:
    """Take back a pending upload of the actor's own. Raises NotFoundError for anything else.

    The bytes stay until the sweep: another upload may hold the same content.
    """
    if not is_public_id(public_id) or not pending_of(actor).filter(public_id=public_id).delete()[0]:
        raise NotFoundError


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to send: no path, no control or direction characters."""
    bare = line(name[-4000:].replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    if len(bare) > _LONGEST_NAME:
        ending = extension(bare)[:10]
        bare = bare[: _LONGEST_NAME - 20].rstrip(". ") + (f".{ending}" if ending else "")
    return bare or _("File")


def _check(pending: QuerySet[Attachment], name: str, head: bytes) -> None:
    if not head:
        raise RefusedError("“%(name)s” is empty.", "files", name=name)
    kind = refused(name, head)
    if kind:
        raise RefusedError(
            "Files of type .%(kind)s cannot be accepted. Possible are PDF, images and Office.",
            "files",
            kind=kind,
        )
    waiting = pending.aggregate(number=Count("id"), size=Sum("size"))
    if waiting["number"] >= MOST_PENDING or (waiting["size"] or 0) > MOST_PENDING_BYTES:
        raise RefusedError("There are too many files waiting to be sent. Please remove some.", "files")


def _check_room(company_id: int) -> None:
    """Refuse a file once the company has reached what the installation grants it, as of the last sweep."""
    if settings.COMPANY_BYTES and StoredBytes.objects.filter(
        company_id=company_id, amount__gte=settings.COMPANY_BYTES
    ):
        raise RefusedError("The room for files is used up. Please tell the operator.", "files")


def _put(actor: Actor, stream: IO[bytes], name: str) -> tuple[str, int]:
    try:
        return files.put(actor.company_id, stream, MOST_BYTES)
    except files.TooLargeError:
        size = getattr(stream, "size", None)
        raise RefusedError(
            "“%(name)s” is %(size)s. Allowed are 25 MB per file.",
            "files",
            name=name,
            size=file_size(size) if size else "> 25 MB",
        ) from None


def _row(actor: Actor, name: str, head: bytes, key: uuid.UUID, sha256: str, size: int) -> Attachment:
    kind, media_type = judge(name, head)
    return Attachment.objects.create(
        public_id=new_id(),
        company_id=actor.company_id,
        membership_id=actor.membership_id or None,
        portal_account_id=account_of(actor),
        upload_key=key,
        name=name,
        sha256=sha256,
        size=size,
        kind=kind,
        media_type=media_type,
        preview=Preview.NONE if kind == FileKind.FILE else Preview.PENDING,
    )
