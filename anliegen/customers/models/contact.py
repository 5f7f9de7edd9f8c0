"""A person who speaks for a customer."""

from django.db import models


class Contact(models.Model):
    """One contact with its address. The first of a customer is the main one."""

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
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "customers_contact"
        constraints = [models.UniqueConstraint(fields=["company", "id"], name="contact_company_id")]
        indexes = [models.Index(fields=["company", "customer"], name="contact_customer")]

    def __str__(self) -> str:
        return self.name
