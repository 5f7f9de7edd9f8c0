"""A person who speaks for a customer, with all mail addresses and telephones."""

from typing import ClassVar

from django.db import models

from anliegen.common.clock import now


class PresentContacts(models.Manager["Contact"]):
    """Contacts that have not been removed."""

    def get_queryset(self) -> models.QuerySet["Contact"]:
        return super().get_queryset().filter(removed_at=None)


class Contact(models.Model):
    """One contact. The first of a customer is the main one.

    `email` and `phone` are copies of the first of its addresses and numbers, kept by triggers in both
    directions (migration `0007`): mail, portal and lists read them without a join.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        related_name="contacts",
        db_index=False,
        db_constraint=False,
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    role = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(default=now)
    version = models.IntegerField(default=1, db_default=1)
    # Tickets and the timeline go on naming a removed contact; it has no access (migration `0013`). After a
    # while it is forgotten: the row stays, for what refers to it, and says nothing any more (`0015`).
    removed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects: ClassVar[PresentContacts] = PresentContacts()
    known: ClassVar[models.Manager["Contact"]] = models.Manager()

    class Meta:
        db_table = "customers_contact"
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="contact_company_id"),
            models.CheckConstraint(
                condition=models.Q(forgotten_at=None)
                | models.Q(removed_at__isnull=False, name="", role="", email="", phone=""),
                name="contact_forgotten",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "customer"], name="contact_customer"),
            models.Index(
                fields=["removed_at"],
                condition=models.Q(removed_at__isnull=False, forgotten_at=None),
                name="contact_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def emails(self) -> list[str]:
        """All addresses in their order; only on a contact that `with_addresses` has read."""
        return list(self.__dict__["listed_emails"])

    @property
    def phones(self) -> list[str]:
        """All telephone numbers in their order; likewise."""
        return list(self.__dict__["listed_phones"])


class _Listed(models.Model):
    """One of several of a contact, in the order of `position`."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    position = models.SmallIntegerField()

    class Meta:
        abstract = True


class ContactEmail(_Listed):
    """A mail address, in lower case. Two contacts may share a mailbox; one contact names it once."""

    address = models.EmailField(max_length=254)

    class Meta:
        db_table = "customers_contact_email"
        constraints = [
            models.UniqueConstraint(fields=["company", "contact", "position"], name="contact_email_position"),
            models.UniqueConstraint(fields=["company", "contact", "address"], name="contact_email_once"),
        ]
        indexes = [models.Index(fields=["company", "address"], name="contact_email_address")]

    def __str__(self) -> str:
        return self.address


class ContactPhone(_Listed):
    """A telephone number as it was typed."""

    number = models.CharField(max_length=40)

    class Meta:
        db_table = "customers_contact_phone"
        constraints = [
            models.UniqueConstraint(fields=["company", "contact", "position"], name="contact_phone_position"),
            models.UniqueConstraint(fields=["company", "contact", "number"], name="contact_phone_once"),
        ]

    def __str__(self) -> str:
        return self.number
