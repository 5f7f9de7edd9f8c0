"""Every company on the platform is also a customer record of the operator."""

from anliegen.accounts.models import Company
from anliegen.common.ids import public_id
from anliegen.common.text import fold
from anliegen.customers.models import Customer


def link_company(company: Company) -> None:
    """Give the operator a customer record of the company, and of all others if it is the operator.

    Runs as the owner of the database, outside every tenant. Repeatable.
    """
    desk = Company.objects.using("owner").filter(is_operator=True).first()
    if desk is None:
        return
    others = Company.objects.using("owner").exclude(pk=desk.pk)
    for other in others if company.pk == desk.pk else [company]:
        Customer.objects.using("owner").get_or_create(
            company_id=desk.pk,
            linked_company_id=other.pk,
            defaults={
                "public_id": public_id(),
                "number": f"F-{other.pk:03}",
                "name": other.name,
                "sort_name": fold(other.name),
                "search_text": fold(f"F-{other.pk:03} {other.name}"),
            },
        )
