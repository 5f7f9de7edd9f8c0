"""Fills the browser tests' database; run in a process of its own, with the product's environment."""

import uuid

import django

django.setup()

from anliegen.common.tenancy import tenant  # noqa: E402  (settings first)
from anliegen.conversation.actions import counterparts  # noqa: E402
from anliegen.conversation.actions.reply import reply  # noqa: E402
from anliegen.conversation.actions.start import start  # noqa: E402
from anliegen.customers.models import Customer  # noqa: E402
from anliegen.ops.database import migrate  # noqa: E402
from tests.cast import build  # noqa: E402

migrate()
cast = build()
with tenant(cast.anna.company_id):
    actor = cast.ben.actor()
    customer = Customer.objects.get(pk=cast.customers["thal"])
    for n in range(30):
        side = start(
            actor=actor,
            counterpart=counterparts.from_customer(actor, customer, customer.contacts.first()),
            subject=f"Heizung fällt aus, Fall {n}",
            html="<p>Guten Tag, bitte um Hilfe.</p>",
            key=None,
            priority=4 if n == 29 else 2,
            category_ids=[cast.categories["technik"]],
        )
        if n % 10 == 0:
            reply(actor=actor, number=side.number, html="<p>Wir kommen.</p>", key=uuid.uuid4(), then="close")
