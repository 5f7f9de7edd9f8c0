"""What makes the demo's customers more than a name: since when they are there, further people, documents."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from anliegen.accounts.actor import for_membership
from anliegen.accounts.models import Company, Membership
from anliegen.common.clock import now
from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.documents import file_documents
from anliegen.conversation.models import Attachment
from anliegen.customers.models import Contact, ContactEmail, ContactPhone, Customer, RecordEntry
from anliegen.customers.words import search_text, stored_words
from anliegen.ops.demo import files
from anliegen.ops.demo.content import CompanyContent
from anliegen.ops.demo.times import in_office_hours


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with what it has beside its first address; a known name is the one that is there already."""

    name: str
    role: str
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)


PEOPLE = {
    "Thalheim Architekten": [
        Person(
            "Sabine Thalheim", "Inhaberin", ["rechnung@thalheim.example"], ["030 5550 4710", "0155 5550 471"]
        ),
        Person("Jonas Ebeling", "Bauleitung", ["ebeling@thalheim.example"], ["0155 5550 472"]),
        Person("Mareike Sander", "Buchhaltung", ["sander@thalheim.example", "buero@thalheim.example"]),
    ],
    "Seniorenresidenz Am Wasserturm gGmbH": [
        Person("Ingrid Pohlmann", "Heimleitung", ["leitung@wasserturm.example"], ["030 5550 2201"]),
        Person(
            "Volker Raabe", "Haustechnik", ["technik@wasserturm.example"], ["030 5550 2214", "0155 5550 220"]
        ),
    ],
    "Wohnungsbaugenossenschaft Spreebogen-Ost eG": [
        Person("Torsten Wielandt", "Technischer Leiter", [], ["030 5550 8801", "0155 5550 880"]),
        Person("Heike Sommer", "Mieterbetreuung", ["sommer@spreebogen.example", "mieter@spreebogen.example"]),
    ],
    "Bäckerei Kröger & Söhne OHG": [Person("Lena Kröger", "Filialleitung", [], ["030 5550 5512"])],
    "Tischlerei Eichenau": [
        Person("Martin Eichenau", "Inhaber", ["rechnung@eichenau.example"], ["030 5550 3310"]),
        Person("Gesa Eichenau", "Büro", ["buero@eichenau.example"], ["030 5550 3311", "0155 5550 331"]),
    ],
}
DOCUMENTS = {
    "Thalheim Architekten": [("Wartungsvertrag.pdf", "vertrag.pdf", 410), ("Zählerplan.pdf", "plan.pdf", 96)],
    "Seniorenresidenz Am Wasserturm gGmbH": [("Rahmenvertrag.pdf", "vertrag.pdf", 730)],
    "Tischlerei Eichenau": [("Wartungsvertrag.pdf", "vertrag.pdf", 300)],
}
_FIRST_DAYS, _STEP, _SPAN = 70, 397, 4300


def load_records(content: CompanyContent) -> None:
    """Complete the customers of one company."""
    company = Company.objects.using("owner").get(slug=content.slug)
    member = Membership.objects.using("owner").filter(company=company).order_by("id").first()
    assert member is not None
    filed: dict[int, int] = {}
    with tenant(company.pk):
        actor = for_membership(member.pk)
        for place, customer in enumerate(Customer.objects.order_by("id")):
            customer.created_at = now() - timedelta(days=_FIRST_DAYS + (place + 3) * _STEP % _SPAN)
            customer.save(update_fields=["created_at"])
            for person in PEOPLE.get(customer.name, []):
                _contact(customer, person)
            for name, file, days in DOCUMENTS.get(customer.name, []):
                upload = (name, io.BytesIO(files.make(file)))
                file_documents(actor=actor, public_id=customer.public_id, uploads=[upload], upload_ids=[])
                filed[Attachment.objects.filter(customer_id=customer.pk).latest("id").pk] = days
            if customer.name in PEOPLE:
                customer.search_text = search_text(customer, stored_words(company.pk, customer.pk))
                customer.save(update_fields=["search_text"])
    # The application may add lines of a timeline, but not change them.
    for document, days in filed.items():
        at = in_office_hours(days)
        Attachment.objects.using("owner").filter(pk=document).update(created_at=at)
        lines = RecordEntry.objects.using("owner").filter(company_id=company.pk, verb="file")
        lines.filter(reference=document, ticket_id=None).update(at=at)


def _contact(customer: Customer, person: Person) -> None:
    own: dict[str, Any] = {"company_id": customer.company_id}
    contact, _new = Contact.objects.get_or_create(**own, customer=customer, name=person.name)
    Contact.objects.filter(pk=contact.pk).update(role=person.role)
    ContactEmail.objects.bulk_create(
        ContactEmail(**own, contact=contact, position=place, address=address)
        for place, address in enumerate(person.emails, 1)
    )
    ContactPhone.objects.bulk_create(
        ContactPhone(**own, contact=contact, position=place, number=number)
        for place, number in enumerate(person.phones)
    )
