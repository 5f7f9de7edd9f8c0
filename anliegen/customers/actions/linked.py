"""Every company on the platform is also a customer record of the operator."""

from typing import Any

from anliegen.accounts.events import CompanyFounded
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
            company_id=desk.pk, linked_company_id=other.pk, defaults=_record_of(other)
        )


def on_company_founded(event: CompanyFounded) -> None:
    """Create the record in the operator's own tenant. Handler of CompanyFounded."""
    company = Company.objects.get(pk=event.founded_id)
    Customer.objects.create(company_id=event.company_id, linked_company_id=company.pk, **_record_of(company))


def _record_of(company: Company) -> dict[str, Any]:
    number = f"F-{company.pk:03}"
    return {
        "public_id": public_id(),
        "number": number,
        "name": company.name,
        "town": company.town,
        "sort_name": fold(company.name),
        "search_text": fold(" ".join(filter(None, (number, company.name, company.town)))),
    }
