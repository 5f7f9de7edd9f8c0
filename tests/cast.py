"""One cast for all tests: anna and ben of Nordwerk, carla and chris of Südhof, olaf and olga of Betrieb.

Committed once per test process through the owner's connection; what a test adds is rolled back.
"""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import connections
from django.test import Client

from anliegen.accounts.actor import Actor, for_membership
from anliegen.accounts.models import Company, Membership, User
from anliegen.common import tenancy
from anliegen.common.ids import public_id
from anliegen.customers.models import Contact, Customer
from anliegen.tickets.models import Category

PASSWORD = "ein gutes Passwort 42"
PEOPLE = {
    "anna": ("nordwerk", "agent", "Anna Ahrens"),
    "ben": ("nordwerk", "admin", "Ben Brandt"),
    "paula": ("nordwerk", "agent", "Paula Petersen"),
    "carla": ("suedhof", "agent", "Carla Conrad"),
    "chris": ("suedhof", "admin", "Chris Christiansen"),
    "olaf": ("betrieb", "agent", "Olaf Oster"),
    "olga": ("betrieb", "admin", "Olga Ohm"),
    "sven": ("nordwerk", "agent", "Sven Suhr"),  # deactivated
}


@dataclass(frozen=True)
class Person:
    """A member of the cast."""

    name: str
    email: str
    user_id: int
    membership_id: int
    company_id: int

    def actor(self) -> Actor:
        """Return the person as an actor and open their tenant in the running transaction."""
        tenancy.enter(self.company_id, self.user_id)
        return for_membership(self.membership_id)

    def client(self) -> Client:
        """Return a browser in which the person is logged in."""
        client = Client(headers={"accept-language": "de"})
        client.force_login(
            User.objects.get(pk=self.user_id), "allauth.account.auth_backends.AuthenticationBackend"
        )
        return client


@dataclass(frozen=True)
class Cast:
    """Companies by slug, people by first name, and some rows that every test may use."""

    companies: dict[str, int]
    people: dict[str, Person]
    customers: dict[str, int]
    contacts: dict[str, int]
    categories: dict[str, int]

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def build() -> Cast:
    """Create the cast as the owner, outside every tenant."""
    names = {
        "betrieb": "Betrieb Software",
        "nordwerk": "Nordwerk Haustechnik",
        "suedhof": "Südhof Verwaltung",
    }
    companies = {
        slug: Company.objects.using("owner").create(slug=slug, name=name, is_operator=slug == "betrieb").pk
        for slug, name in names.items()
    }
    return Cast(companies, _people(companies), *_customers(companies), _categories(companies))


def _people(companies: dict[str, int]) -> dict[str, Person]:
    hashed = make_password(PASSWORD)
    people: dict[str, Person] = {}
    for key, (slug, role, name) in PEOPLE.items():
        email = f"{key}@{slug}.example"
        user = User.objects.using("owner").create(email=email, name=name, password=hashed)
        member = Membership.objects.using("owner").create(
            company_id=companies[slug], user=user, role=role, is_active=key != "sven"
        )
        people[key] = Person(name, email, user.pk, member.pk, companies[slug])
    return people


def _customers(companies: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    customers, contacts = {}, {}
    wanted = [
        ("thal", "nordwerk", "Thal Architekten GmbH", "karl", "Karl Thal"),
        ("moor", "nordwerk", "Bäckerei Moor", "mia", "Mia Moor"),
        ("berg", "suedhof", "Hausgemeinschaft Berg", "bodo", "Bodo Berg"),
    ]
    for number, (key, slug, name, contact, contact_name) in enumerate(wanted, 1001):
        customer = _customer(companies[slug], str(number), name)
        customers[key] = customer.pk
        contacts[contact] = (
            Contact.objects.using("owner")
            .create(
                company_id=companies[slug],
                customer_id=customer.pk,
                name=contact_name,
                email=f"{contact}@{key}.example",
            )
            .pk
        )
    for slug in ("nordwerk", "suedhof"):
        linked = _customer(companies["betrieb"], slug, slug, companies[slug])
        customers[f"{slug}@betrieb"] = linked.pk
    return customers, contacts


def _customer(company_id: int, number: str, name: str, linked: int | None = None) -> Customer:
    return Customer.objects.using("owner").create(
        public_id=public_id(),
        company_id=company_id,
        number=number,
        name=name,
        sort_name=name.lower(),
        search_text=f"{number} {name.lower()}",
        linked_company_id=linked,
    )


def _categories(companies: dict[str, int]) -> dict[str, int]:
    wanted = [
        ("technik", "nordwerk", "Technik", "sky"),
        ("rechnung", "nordwerk", "Rechnung", "mustard"),
        ("fremd", "suedhof", "Frage", "lilac"),
    ]
    return {
        key: Category.objects.using("owner")
        .create(company_id=companies[slug], name=name, color=color, position=position)
        .pk
        for position, (key, slug, name, color) in enumerate(wanted)
    }


def owner_rows(sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run a statement as the owner, who sees all, and return its rows (committed data only)."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
