"""An invitation to join a company, usable once."""

from django.db import models

from anliegen.accounts.roles import Role
from anliegen.common.clock import now


class Invitation(models.Model):
    """Who was invited, by whom, until when. The secret itself is never stored."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role, default=Role.AGENT)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_invitation"
        indexes = [models.Index(fields=["company", "created_at"], name="invitation_company")]

    def __str__(self) -> str:
        return self.email
