"""A customer of a company: a person or a firm."""

from django.db import models

from anliegen.common.clock import now


class CustomerKind(models.TextChoices):
    PERSON = "person"
    FIRM = "firm"


class Customer(models.Model):
    """One customer. `linked_company` marks the operator's record of a company on the platform."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=6, choices=CustomerKind, default=CustomerKind.FIRM)
    name = models.CharField(max_length=200)
    # Folded name: the embedded server has no ICU collations to sort German names by.
    sort_name = models.CharField(max_length=400)
    street = models.CharField(max_length=120, blank=True, default="")
    address_extra = models.CharField(max_length=120, blank=True, default="", db_default="")
    postcode = models.CharField(max_length=12, blank=True, default="")
    town = models.CharField(max_length=80, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="", db_default="")
    vat_id = models.CharField(max_length=20, blank=True, default="", db_default="")
    # The colleague whom this customer asks first.
    responsible = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    note = models.TextField(blank=True, default="")
    # Folded name, number, town, telephone, and the contacts' names, addresses and numbers, for one
    # trigram index; a merged customer's words stand with the one that it was merged into.
    search_text = models.TextField(blank=True, default="")
    linked_company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Whether contacts see each other's requests in the portal.
    contacts_share = models.BooleanField(default=False)
    # The customer that this one was merged into; its number and address lead there.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "customers_customer"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="customer_number_once"),
            models.UniqueConstraint(fields=["company", "id"], name="customer_company_id"),
            models.UniqueConstraint(fields=["company", "linked_company"], name="customer_linked_once"),
        ]
        indexes = [
            models.Index(fields=["company", "sort_name", "id"], name="customer_by_name"),
            models.Index(
                fields=["company", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="customer_merged",
            ),
        ]

    def __str__(self) -> str:
        return self.name
