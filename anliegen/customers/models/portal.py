"""Access of contacts to the portal of their company."""

from django.db import models

from anliegen.common.clock import now


class PortalAccount(models.Model):
    """A person at the portal of one company, known by the mail address.

    Never deleted: messages name it. Without a contact it is emptied in the end (migration `0015`).
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    email = models.EmailField(max_length=254)
    # Argon2; empty for somebody who logs in by mail links alone.
    password = models.CharField(max_length=128, blank=True, default="")
    accepted_at = models.DateTimeField(null=True)
    last_login_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "customers_portal_account"
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="portal_account_company_id"),
            models.UniqueConstraint(fields=["company", "email"], name="portal_account_once"),
        ]

    def __str__(self) -> str:
        return self.email


class PortalGrant(models.Model):
    """For which contact a person may look into the portal. One person may speak for several customers."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    account = models.ForeignKey(
        "customers.PortalAccount",
        on_delete=models.PROTECT,
        related_name="grants",
        db_index=False,
        db_constraint=False,
    )
    invited_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_portal_grant"
        constraints = [models.UniqueConstraint(fields=["company", "contact"], name="portal_grant_once")]
        indexes = [models.Index(fields=["company", "account"], name="portal_grant_account")]

    def __str__(self) -> str:
        return str(self.contact_id)


class LinkPurpose(models.TextChoices):
    INVITATION = "invitation"
    LOG_IN = "log-in"


class PortalLink(models.Model):
    """A link by mail, usable once; of one purpose only the newest counts. The secret is never stored."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        "customers.PortalAccount",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "customers_portal_link"
        constraints = [
            models.UniqueConstraint(fields=["company", "account", "purpose"], name="portal_link_newest")
        ]

    def __str__(self) -> str:
        return self.purpose


class PortalSession(models.Model):
    """A contact's logged-in browser. `key_hash` is the digest of the cookie's value, never the value."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        "customers.PortalAccount",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "customers_portal_session"
        indexes = [models.Index(fields=["company", "account"], name="portal_session_account")]

    def __str__(self) -> str:
        return str(self.account_id)
