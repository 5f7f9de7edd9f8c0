"""The demo's content makes sense before anybody loads it."""

import io

import pypdfium2
import pytest
from PIL import Image

from anliegen.ops.demo import files
from anliegen.ops.demo.content import companies
from anliegen.ops.demo.records import DOCUMENTS, PEOPLE
from anliegen.ops.demo.tickets import cases_of

NEEDED = {
    "agent@hartmann.example", "agent2@hartmann.example", "admin@hartmann.example", "agent@wrobel.example",
    "agent@lindwerk.example", "admin@lindwerk.example",
}  # fmt: skip


def test_people_and_customers() -> None:
    people = [p for company in companies() for p in company.people]
    assert {email for _name, email, _role in people} >= NEEDED
    assert len(people) == 8
    addresses = [c.email for company in companies() for c in company.customers]
    assert len(addresses) > 50
    assert all(a.endswith(".example") for a in addresses)


def test_tickets_are_many_and_refer_to_what_exists() -> None:
    total = 0
    for company in companies():
        labels = {name for name, _color in company.categories}
        names = [c.name for c in company.customers]
        for case in cases_of(company.slug):
            total += 1
            assert set(case.categories) <= labels, case.subject
            assert case.who[0] in "-!@" or any(n.startswith(case.who) for n in names), case.who
            assert case.said
            assert len(case.subject) <= 200
            assert case.file == "" or case.file in files.FILES
    assert total >= 150


def test_records_refer_to_what_exists() -> None:
    names = {c.name for company in companies() for c in company.customers}
    assert set(PEOPLE) | set(DOCUMENTS) <= names
    people = [person for people in PEOPLE.values() for person in people]
    assert any(len(p.emails) > 1 for p in people)
    assert any(len(p.phones) > 1 for p in people)
    assert all(address.endswith(".example") for p in people for address in p.emails)
    assert all(file in files.FILES for filed in DOCUMENTS.values() for _name, file, _days in filed)


@pytest.mark.parametrize("name", files.FILES)
def test_files_open(name: str) -> None:
    content = files.make(name)
    if name.endswith("png"):
        Image.open(io.BytesIO(content)).verify()
    else:
        document = pypdfium2.PdfDocument(content)
        assert len(document) == 1
        document.close()
