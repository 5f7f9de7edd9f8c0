"""Clearing the store of files: uploads that were never sent, and bytes that nobody refers to."""

from datetime import timedelta

from anliegen.common import files
from anliegen.common.clock import now
from anliegen.common.tenancy import tenant
from anliegen.conversation import storage
from anliegen.conversation.models import Attachment

PENDING_FOR = timedelta(hours=24)
_BATCH = 500


def sweep(company_id: int) -> int:
    """Clear one company's store and return how many contents went.

    Nothing is removed while an upload is under way: the next sweep finds it.
    """
    with tenant(company_id):
        old = now() - PENDING_FOR
        Attachment.objects.filter(company_id=company_id, message=None, created_at__lt=old).delete()
    with tenant(company_id):
        if not storage.alone(company_id):
            return 0
        files.remove_unfinished(company_id, PENDING_FOR.total_seconds())
        return _remove_orphans(company_id)


def _remove_orphans(company_id: int) -> int:
    removed, batch = 0, list[str]()
    for sha256 in files.stored(company_id):
        batch.append(sha256)
        if len(batch) == _BATCH:
            removed, batch = removed + _remove_unknown(company_id, batch), []
    return removed + _remove_unknown(company_id, batch)


def _remove_unknown(company_id: int, batch: list[str]) -> int:
    rows = Attachment.objects.filter(company_id=company_id, sha256__in=batch)
    unknown = set(batch) - set(rows.values_list("sha256", flat=True))
    for sha256 in unknown:
        files.delete(company_id, sha256)
    return len(unknown)
