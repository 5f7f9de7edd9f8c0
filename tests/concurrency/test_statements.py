"""How many statements a request costs, as the server receives them: BEGIN and COMMIT included."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.reply import reply
from anliegen.tickets.actions.change import categorise
from anliegen.tickets.actions.saved_view import save_view
from anliegen.tickets.models import Side
from anliegen.tickets.queries.filters import Filters
from tests.cast import Cast, Person
from tests.conftest import Budget
from tests.conversation.acts import to_customer, uploaded

pytestmark = pytest.mark.concurrency
MOST = 8


def inside(person: Person, act: Callable[[Any], Any]) -> Any:
    with tenant(person.company_id, person.user_id):
        return act(person.actor())


@pytest.fixture
def side(committed: Cast) -> Side:
    """A ticket with messages, a file and a category."""

    def act(anna: Any) -> Side:
        made = to_customer(anna, committed, upload_ids=[uploaded(anna).public_id])
        reply(actor=anna, number=made.number, html="<p>Antwort</p>", key=uuid.uuid4())
        categorise(actor=anna, number=made.number, category_ids=[committed.categories["technik"]])
        return made

    found: Side = inside(committed.anna, act)
    return found


@pytest.fixture
def anna(committed: Cast) -> Client:
    """Somebody with saved views, which are counted on every page."""
    for name in ("Eins", "Zwei"):
        filters = Filters(priority=2, query="heizung")
        inside(
            committed.anna,
            lambda a, n=name, f=filters: save_view(actor=a, name=n + str(uuid.uuid4()), filters=f),
        )
    return committed.anna.client()


def test_pages(committed: Cast, side: Side, anna: Client, budget: type[Budget]) -> None:
    technik, thal = committed.categories["technik"], committed.customers["thal"]
    lists = [
        "", "?size=500", "?status=open", "?folder=spam", "?view=mine", f"?category={technik}", "?priority=3",
        f"?customer={thal}&category={technik}&priority=2&view=unassigned", "?q=heizung", "?q=he", "?q=%3F",
        f"?q=heizung&status=open&category={technik}&sort=number",
    ]  # fmt: skip
    pages = [f"/tickets/{query}" for query in lists]
    for path in [*pages, f"/tickets/{side.number}/", "/", "/tickets/neu/", "/kunden/", "/hinweise/"]:
        anna.get(path)
        with budget(MOST):
            assert anna.get(path).status_code == 200, path
