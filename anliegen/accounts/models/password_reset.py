"""A link by which a person may set a new password, once."""

from django.db import models


class PasswordReset(models.Model):
    """At most one per person: a new link replaces the old one. The secret itself is never stored."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, primary_key=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_password_reset"

    def __str__(self) -> str:
        return str(self.user_id)
