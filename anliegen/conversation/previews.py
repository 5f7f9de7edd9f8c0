"""Previews of images and PDF, made in a child process that may fail, hang or be attacked."""

from django.db.models import QuerySet

from anliegen.common import files, storage
from anliegen.common.decoding import Pictures, decode
from anliegen.common.tenancy import tenant
from anliegen.conversation.models import Attachment
from anliegen.conversation.models.attachment import Preview


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
