"""Loading the demonstration through the product's own actions, with times spread over the last months."""

from django.contrib.auth.hashers import make_password
from django.db import connections

from anliegen.accounts.actor import for_membership
from anliegen.accounts.models import Company, Membership, User
from anliegen.common.ids import public_id
from anliegen.common.tenancy import tenant
from anliegen.common.text import fold
from anliegen.customers.models import Contact, Customer, PortalAccount, PortalGrant
from anliegen.notifications.actions import mark_all_read
from anliegen.notifications.queries import page_for
from anliegen.ops.demo.content import SHOWN_CATEGORIES, CompanyContent, CustomerContent, companies
from anliegen.ops.demo.records import load_records
from anliegen.ops.demo.snippets import load_snippets
from anliegen.ops.demo.support import load_past_access
from anliegen.ops.demo.tickets import load_tickets
from anliegen.ops.demo.times import in_office_hours
from anliegen.ops.problem import Problem
from anliegen.tickets.models import Category

PASSWORD = "anliegen-demo"
NOTICES_UNREAD = 3
# First names of the demo; which word sentences use for a colleague is set per person.
FEMALE = {"Anne", "Cornelia", "Kathrin", "Marion", "Miriam"}
PORTAL_MAIL = "kunde@thalheim.example"


def is_wanted() -> bool:
    """Say whether the installation is still empty."""
    return not Company.objects.using("owner").exists()


def load() -> None:
    """Create the demo companies with people, customers, categories and tickets.

    Raises Problem when there are companies already: real data and invented data never mix.
    """
    if not is_wanted():
        raise Problem("Es gibt schon Firmen. Die Demo lässt sich nur in eine leere Datenbank laden.")
    content = companies()
    hashed = make_password(PASSWORD)
    for company in content:
        _company(company, hashed)
    for company in content:
        _linked_customers(company)
    for company in content:
        load_tickets(company)
    for company in content:
        load_records(company)
        load_snippets(company.slug)
        _read_notices(company)
    load_past_access(next(company.slug for company in content if not company.is_operator))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _read_notices(content: CompanyContent) -> None:
    """Leave everybody the latest notices unread: the months before lie behind them."""
    company = Company.objects.using("owner").get(slug=content.slug)
    with tenant(company.pk):
        for member in Membership.objects.filter(company=company):
            actor = for_membership(member.pk)
            rest = page_for(actor, size=NOTICES_UNREAD).next
            mark_all_read(actor=actor, upto=(rest or 1) - 1)


def _company(content: CompanyContent, hashed: str) -> None:
    company = Company.objects.using("owner").create(
        slug=content.slug,
        name=content.name,
        town=content.town,
        is_operator=content.is_operator,
        is_demo=True,
        color=content.color,
        phone=content.phone,
        opening_hours=content.opening_hours,
        emergency_phone=content.emergency_phone,
        imprint_url=f"https://{content.slug}.example/impressum",
        privacy_url=f"https://{content.slug}.example/datenschutz",
    )
    for name, email, role in content.people:
        user = User.objects.using("owner").create(email=email, name=name, password=hashed)
        is_female = name.split()[0] in FEMALE
        Membership.objects.using("owner").create(company=company, user=user, role=role, is_female=is_female)
    for position, (name, color) in enumerate(content.categories):
        Category.objects.using("owner").create(
            company=company,
            name=name,
            color=color,
            position=position,
            portal_visible=name in SHOWN_CATEGORIES,
        )
    for customer in content.customers:
        _customer(company.pk, customer)


def _customer(company_id: int, content: CustomerContent, linked_id: int | None = None) -> None:
    words = [content.number, content.name, content.town, content.contact, content.email]
    customer = Customer.objects.using("owner").create(
        public_id=public_id(),
        company_id=company_id,
        number=content.number,
        kind=content.kind,
        name=content.name,
        sort_name=fold(content.name),
        street=content.street,
        postcode=content.postcode,
        town=content.town,
        phone=content.phone,
        search_text=fold(" ".join(words)),
        linked_company_id=linked_id,
    )
    if content.contact:
        contact = Contact.objects.using("owner").create(
            company_id=company_id, customer=customer, name=content.contact, email=content.email
        )
        if content.email == PORTAL_MAIL:
            _portal(contact)


def _portal(contact: Contact) -> None:
    """Let a contact into the portal, as if the invitation had been accepted."""
    account = PortalAccount.objects.using("owner").create(
        company_id=contact.company_id,
        email=contact.email,
        password=make_password(PASSWORD),
        accepted_at=in_office_hours(212),
        last_login_at=in_office_hours(1),
    )
    PortalGrant.objects.using("owner").create(
        company_id=contact.company_id, contact=contact, account=account, invited_at=in_office_hours(213)
    )


def _linked_customers(content: CompanyContent) -> None:
    """Every company is also a customer record of the operator."""
    if content.is_operator:
        return
    desk = Company.objects.using("owner").get(is_operator=True)
    company = Company.objects.using("owner").get(slug=content.slug)
    admin = next(p for p in content.people if p[2] == "admin")
    record = CustomerContent(
        number=f"F-{company.pk:03}", name=content.name, town=content.town, contact=admin[0], email=admin[1]
    )
    _customer(desk.pk, record, company.pk)
