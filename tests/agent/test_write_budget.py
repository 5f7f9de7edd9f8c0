"""Writing costs few statements, whatever is written, gate and redirect included."""

import uuid

from anliegen.customers.models import Customer
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import asked, uploaded

# The tests' own transaction makes the gate's one a savepoint: two statements that production has not.
MOST = 17 + 2


def test_an_answer(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    side, file = asked(anna), uploaded(anna)
    client = world.anna.client()
    data = {
        "body": "Gern",
        "key": str(uuid.uuid4()),
        "uploads": [file.public_id],
        "seen_news": str(side.news),
        "then": "close",
    }
    with budget(MOST):
        assert client.post(f"/tickets/{side.number}/antworten/", data).status_code == 303


def test_a_new_ticket(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    file = uploaded(anna)
    data = {
        "to": "customer",
        "customer": Customer.objects.get(pk=world.customers["thal"]).public_id,
        "subject": "Wartung",
        "body": "Gern",
        "key": str(uuid.uuid4()),
        "priority": "3",
        "categories": [world.categories["technik"]],
        "uploads": [file.public_id],
    }
    client = world.anna.client()
    with budget(MOST):
        assert client.post("/tickets/neu/", data).status_code == 303
