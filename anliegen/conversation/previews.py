"""Previews of images and PDF, made in a child process that may fail, hang or be attacked."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db.models import QuerySet

from anliegen.common import files, storage
from anliegen.common.tenancy import tenant
from anliegen.conversation.models import Attachment
from anliegen.conversation.models.attachment import Preview

SECONDS = 20
_DECODER = Path(__file__).with_name("decoder.py")
log = structlog.get_logger(__name__)


class Pictures(NamedTuple):
    """What was made of a file: its size in pixels, and WebP of two sizes."""

    width: int
    height: int
    made: dict[str, bytes]


def make_preview(company_id: int, attachment_id: int) -> None:
    """Make and store the preview of a file, or note that there is none to be had.

    A file that has gone in the meantime is no fault. No transaction is open while decoding.
    """
    with tenant(company_id):
        file = _rows(company_id, attachment_id).first()
    if file is None or file.preview != Preview.PENDING:
        return
    pictures = decode(file.kind, files.path(company_id, file.sha256))
    with tenant(company_id):
        _keep(company_id, file, pictures)


def decode(kind: str, source: Path) -> Pictures | None:
    """Decode a file within limits of memory and time. Returns None when that does not succeed."""
    with tempfile.TemporaryDirectory(prefix="anliegen-", dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        try:
            # -I: neither the environment nor the working directory can slip code in.
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(_DECODER), kind, str(source), folder],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                env={},
                cwd=folder,
                check=True,
            )
            width, height = (int(word) for word in done.stdout.split())
            made = {variant: (Path(folder) / variant).read_bytes() for variant in files.VARIANTS}
        except (subprocess.SubprocessError, OSError, ValueError) as failure:
            log.info("no preview", kind=kind, failure=type(failure).__name__)
            return None
    return Pictures(width, height, made)


def _keep(company_id: int, file: Attachment, pictures: Pictures | None) -> None:
    if pictures is None:
        _rows(company_id, file.pk).update(preview=Preview.FAILED)
        return
    storage.share(company_id)
    # The row first: without it the bytes may be swept already, and pictures of nothing would stay.
    found = _rows(company_id, file.pk).update(
        preview=Preview.READY, width=pictures.width, height=pictures.height
    )
    if found:
        for variant, content in pictures.made.items():
            files.put_variant(company_id, file.sha256, variant, content)


def _rows(company_id: int, attachment_id: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(company_id=company_id, pk=attachment_id)
