"""A company: a tenant of the installation. Exactly one of them is the operator."""

from django.db import models

from anliegen.common.clock import now


class Company(models.Model):
    """One firm. Visible to its members and, by name, to the operator."""

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80, blank=True, default="")
    is_operator = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    color = models.CharField(max_length=7, default="#0b5f69")
    logo_sha256 = models.CharField(max_length=64, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    opening_hours = models.CharField(max_length=120, blank=True, default="")
    mail = models.EmailField(max_length=254, blank=True, default="")
    # Below every mail, and above the list in the portal.
    mail_signature = models.TextField(max_length=600, blank=True, default="")
    portal_greeting = models.TextField(max_length=600, blank=True, default="")
    # Whether customers without access to the portal are told of answers by mail as well.
    mails_replies = models.BooleanField(default=False)
    # Shown on every page of the portal.
    emergency_phone = models.CharField(max_length=40, blank=True, default="")
    imprint_url = models.URLField(max_length=300, blank=True, default="")
    privacy_url = models.URLField(max_length=300, blank=True, default="")
    portal_by_default = models.BooleanField(default=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    # When everything of the company goes for good; until then that can be taken back.
    deletion_due_at = models.DateTimeField(null=True, blank=True)
    # The form with which the operator has founded it: sent twice, it founds one company.
    founding_key = models.UUIDField(null=True, unique=True)
    created_at = models.DateTimeField(default=now)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "accounts_company"
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(
                fields=["is_operator"], condition=models.Q(is_operator=True), name="company_one_operator"
            ),
            models.CheckConstraint(
                condition=models.Q(is_operator=False) | models.Q(suspended_at=None),
                name="company_operator_stays",
            ),
            # Whatever is about to be deleted is shut: nobody works on what goes away.
            models.CheckConstraint(
                condition=models.Q(deletion_due_at=None) | models.Q(suspended_at__isnull=False),
                name="company_leaving_is_shut",
            ),
        ]

    def __str__(self) -> str:
        return self.name
