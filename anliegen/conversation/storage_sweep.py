"""Clearing the store of files: uploads that were never sent, and bytes that nobody refers to."""

from datetime import timedelta

from django.db import connection
from django.db.models import Sum

from anliegen.accounts.models import Company
from anliegen.common import files, storage
from anliegen.common.clock import now
from anliegen.common.tenancy import tenant
from anliegen.conversation.models import Attachment, StoredBytes

PENDING_FOR = timedelta(hours=24)
# A document that was taken out of a customer's record can be put back as long.
REMOVED_FOR = timedelta(days=30)
# What a draft, or an earlier version of one, still names is nobody's to remove.
_FORGOTTEN = """
DELETE FROM conversation_attachment a
 WHERE a.company_id = %s AND a.message_id IS NULL AND a.customer_id IS NULL
   AND a.created_at < %s
   AND NOT EXISTS (SELECT 1 FROM conversation_draft d
                    WHERE d.company_id = a.company_id AND d.membership_id = a.membership_id
                      AND a.public_id = ANY (d.upload_ids))
   AND NOT EXISTS (SELECT 1 FROM conversation_draft_version v
                    WHERE v.company_id = a.company_id AND v.membership_id = a.membership_id
                      AND a.public_id = ANY (v.upload_ids))
"""
_BATCH = 500


def sweep(company_id: int) -> int:
    """Clear one company's store and return how many contents went.

    Nothing is removed while an upload is under way: the next sweep finds it.
    """
    with tenant(company_id), connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN, [company_id, now() - PENDING_FOR])
    with tenant(company_id):
        Attachment.objects.filter(company_id=company_id, removed_at__lt=now() - REMOVED_FOR).delete()
        _measure(company_id)
    with tenant(company_id):
        if not storage.alone(company_id):
            return 0
        files.remove_unfinished(company_id, PENDING_FOR.total_seconds())
        return _remove_orphans(company_id)


def _measure(company_id: int) -> None:
    """Count what the company has stored, for the limit of the installation."""
    if not Company.objects.filter(pk=company_id).exists():
        return  # deleted meanwhile; what is left of its files goes with them
    contents = Attachment.objects.filter(company_id=company_id).values("sha256", "size").distinct()
    amount = contents.aggregate(total=Sum("size"))["total"] or 0
    StoredBytes.objects.update_or_create(company_id=company_id, defaults={"amount": amount, "at": now()})


def _remove_orphans(company_id: int) -> int:
    removed, batch = 0, list[str]()
    for sha256 in files.stored(company_id):
        batch.append(sha256)
        if len(batch) == _BATCH:
            removed, batch = removed + _remove_unknown(company_id, batch), []
    return removed + _remove_unknown(company_id, batch)


def _remove_unknown(company_id: int, batch: list[str]) -> int:
    unknown = set(batch) - _known(company_id, batch)
    for sha256 in unknown:
        files.delete(company_id, sha256)
    return len(unknown)


def _known(company_id: int, batch: list[str]) -> set[str]:
    """Return those that a file of a conversation or the company's logo refers to."""
    rows = Attachment.objects.filter(company_id=company_id, sha256__in=batch)
    logos = Company.objects.filter(pk=company_id).values_list("logo_sha256", flat=True)
    return {*rows.values_list("sha256", flat=True), *logos}
