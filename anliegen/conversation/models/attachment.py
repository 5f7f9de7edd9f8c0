"""Files: uploaded first, then claimed by the message that they were chosen for."""

from django.db import models
from django.db.models import Q

from anliegen.common.clock import now


class FileKind(models.TextChoices):
    """What we decided by the content; the sender's word does not count."""

    IMAGE = "image"
    PDF = "pdf"
    FILE = "file"


class Preview(models.TextChoices):
    NONE = "none"
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class Attachment(models.Model):
    """One file of one person. Without a message and a customer it is a pending upload, its owner's alone.

    The bytes lie in the store under their SHA-256, once per company and content.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    peer = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    message = models.ForeignKey(
        "conversation.Message",
        on_delete=models.PROTECT,
        null=True,
        related_name="attachments",
        db_index=False,
        db_constraint=False,
    )
    membership = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # The person at the portal who uploaded; its table knows to which contacts it belongs.
    portal_account_id = models.BigIntegerField(null=True)
    # Filed by hand with a customer, without a ticket; only for the company.
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    removed_at = models.DateTimeField(null=True)
    upload_key = models.UUIDField(null=True)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=5, choices=FileKind)
    inline = models.BooleanField(default=False)
    preview = models.CharField(max_length=7, choices=Preview, default=Preview.NONE)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "conversation_attachment"
        indexes = [
            models.Index(fields=["message"], name="attachment_message"),
            models.Index(fields=["ticket"], name="attachment_ticket"),
            models.Index(fields=["company", "sha256"], name="attachment_content"),
            models.Index(fields=["created_at"], condition=Q(message=None), name="attachment_pending"),
            models.Index(fields=["removed_at"], condition=~Q(removed_at=None), name="attachment_removed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "membership", "upload_key"], name="attachment_uploaded_once"
            ),
            models.UniqueConstraint(
                fields=["company", "portal_account_id", "upload_key"], name="attachment_uploaded_once_portal"
            ),
            models.CheckConstraint(
                name="attachment_pending_is_private", condition=Q(message__isnull=False) | Q(peer=None)
            ),
            models.CheckConstraint(
                name="attachment_of_one",
                condition=Q(customer=None) | Q(message=None, ticket=None, peer=None, portal_account_id=None),
            ),
            models.CheckConstraint(
                name="attachment_removed_by_hand", condition=Q(removed_at=None) | Q(customer__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
