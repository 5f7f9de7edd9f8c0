"""A server-side session, found by the digest of its cookie."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """One logged-in browser. `session_key` holds the SHA-256 of the cookie's value, never the value."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, null=True)
    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, null=True)
    created_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "accounts_session"
        indexes = [
            models.Index(fields=["user"], name="session_user"),
            models.Index(fields=["expire_date"], name="session_expiry"),
        ]

    @classmethod
    def get_session_store_class(cls) -> type:
        from anliegen.accounts.sessions import SessionStore  # Django asks at run time; a cycle otherwise

        return SessionStore
