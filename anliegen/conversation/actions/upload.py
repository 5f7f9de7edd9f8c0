"""Uploading a file before the message that it belongs to, and taking it back."""

import uuid
from typing import IO

from django.db import IntegrityError, transaction
from django.db.models import Sum

from anliegen.accounts.actor import Actor
from anliegen.common import files
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.common.ids import public_id
from anliegen.common.jobs import enqueue
from anliegen.common.text import file_size, line
from anliegen.conversation.kinds import extension, is_refused, judge
from anliegen.conversation.models import Attachment
from anliegen.conversation.models.attachment import FileKind, Preview

MOST_BYTES = 25_000_000
MOST_PENDING = 100
MOST_PENDING_BYTES = 500_000_000
_HEAD = 8192


def store_upload(*, actor: Actor, stream: IO[bytes], name: str, key: uuid.UUID) -> Attachment:
    """Store one file as a pending upload of the actor and return it.

    The same key again returns the same upload: a retry after a lost answer stores nothing twice.
    Raises ForbiddenError, and RefusedError for empty, too large, too many files and for programs.
    """
    if not actor.can("upload"):
        raise ForbiddenError("upload")
    known = _by_key(actor, key)
    if known:
        return known
    name = clean_name(name)
    head = stream.read(_HEAD)
    stream.seek(0)
    _check(actor, name, head)
    sha256, size = _put(actor, stream, name)
    kind, media_type = judge(name, head)
    try:
        with transaction.atomic():
            upload = Attachment.objects.create(
                public_id=public_id(),
                company_id=actor.company_id,
                membership_id=actor.membership_id,
                upload_key=key,
                name=name,
                sha256=sha256,
                size=size,
                kind=kind,
                media_type=media_type,
                preview=Preview.NONE if kind == FileKind.FILE else Preview.PENDING,
            )
            if upload.preview == Preview.PENDING:
                enqueue("conversation.preview", company_id=actor.company_id, attachment_id=upload.pk)
    except IntegrityError:  # the same key in two requests at once
        known = _by_key(actor, key)
        if known is None:
            raise
        return known
    return upload


@transaction.atomic
def discard_upload(*, actor: Actor, public_id: str) -> None:
    """Take back a pending upload of the actor's own. Raises NotFoundError for anything else.

    The bytes stay until the sweep: another upload may hold the same content.
    """
    deleted, _per_model = Attachment.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, message=None, public_id=public_id
    ).delete()
    if not deleted:
        raise NotFoundError


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to send: no path, no control or direction characters."""
    bare = line(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    if len(bare) > 200:
        ending = extension(bare)[:10]
        bare = bare[:180].rstrip(". ") + (f".{ending}" if ending else "")
    return bare or "Datei"


def _by_key(actor: Actor, key: uuid.UUID) -> Attachment | None:
    return Attachment.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, upload_key=key
    ).first()


def _check(actor: Actor, name: str, head: bytes) -> None:
    if not head:
        raise RefusedError("“%(name)s” is empty.", "files", name=name)
    if is_refused(name, head):
        kind = extension(name) or "exe"
        raise RefusedError(
            "Files of type .%(kind)s cannot be accepted. Possible are PDF, images and Office.",
            "files",
            kind=kind,
        )
    pending = Attachment.objects.filter(
        company_id=actor.company_id, membership_id=actor.membership_id, message=None
    )
    if pending.count() >= MOST_PENDING or (pending.aggregate(n=Sum("size"))["n"] or 0) > MOST_PENDING_BYTES:
        raise RefusedError("There are too many files waiting to be sent. Please remove some.", "files")


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
