"""Fills the browser tests' database; run in a process of its own, with the product's environment."""

import io
import uuid

import django

django.setup()

from anliegen.common.tenancy import tenant  # noqa: E402  (settings first)
from anliegen.conversation.actions import counterparts  # noqa: E402
from anliegen.conversation.actions.documents import file_documents  # noqa: E402
from anliegen.conversation.actions.reply import reply  # noqa: E402
from anliegen.conversation.actions.start import start  # noqa: E402
from anliegen.customers.actions.notes import add_note  # noqa: E402
from anliegen.customers.models import Customer, CustomerImport  # noqa: E402
from anliegen.tickets.actions.change import change_status  # noqa: E402
from tests.cast import PASSWORD, build  # noqa: E402
from tests.customers.imports import imported, uploaded  # noqa: E402
from tests.portal.cast import guest, released  # noqa: E402

cast = build()
with tenant(cast.anna.company_id):
    actor = cast.ben.actor()
    customer = Customer.objects.get(pk=cast.customers["thal"])
    # A test takes one of its own: what one test does to a ticket is never another's beginning.
    for n in range(80):
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
    add_note(actor=actor, public_id=customer.public_id, text="Schlüssel im Tresor")
    document = ("Vertrag.pdf", io.BytesIO(b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"))
    file_documents(actor=actor, public_id=customer.public_id, uploads=[document], upload_ids=[])

# Contacts of two companies, for the portal.
for member, slug, contact in ((cast.ben, "nordwerk", "karl"), (cast.chris, "suedhof", "bodo")):
    with tenant(member.company_id):
        guest(member, slug, cast.contacts[contact], PASSWORD)
with tenant(cast.ben.company_id):
    for status in ("open", "in_progress", "waiting", "closed"):
        side = released(cast.ben, cast.customers["thal"], subject=f"Anfrage im Portal: {status}")
        if status != "open":
            change_status(actor=cast.ben.actor(), number=side.number, status=status)

# An import before its start and one that is done, under addresses that tests know.
FILE = "Kundennummer;Firma;Ort;E-Mail\nI-1;Gärtnerei Grün;Fürth;\nI-2;Schlecht;;kein@\n"
with tenant(cast.ben.company_id):
    imported(cast.ben, FILE)
    CustomerImport.objects.update(public_id="erledigter-import")
    uploaded(cast.ben, FILE)
    CustomerImport.objects.filter(state="draft").update(public_id="neuer-import")
