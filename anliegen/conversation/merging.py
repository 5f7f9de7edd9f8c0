"""What a merge of two customers would move: read before it is done, by the same rules as it is done."""

from dataclasses import dataclass

from anliegen.accounts.actor import Actor
from anliegen.common.text import fold
from anliegen.conversation.models import Attachment
from anliegen.conversation.record import COUNTED_UPTO
from anliegen.customers.access import Contact, Customer, contacts_of
from anliegen.customers.models import CustomerNote, PortalGrant
from anliegen.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move; counts stop at COUNTED_UPTO + 1."""

    tickets: int
    contacts: list[str]
    # Names of contacts of which both customers have one: they become one.
    folded: list[str]
    accounts: int
    documents: int
    notes: int
    stops_sharing: bool


def preview(actor: Actor, merged: Customer, survivor: Customer) -> Preview:
    """Return what would move from one customer to the other; both got through their door."""
    own = {"company_id": actor.company_id}
    pairs = same_people(actor, merged, survivor)
    folded = {contact.pk for contact, _into in pairs}
    most = COUNTED_UPTO + 1
    tickets = Ticket.objects.filter(desk_id=actor.company_id, customer_id=merged.pk)
    documents = Attachment.objects.filter(**own, customer_id=merged.pk, removed_at=None)
    notes = CustomerNote.objects.filter(**own, customer_id=merged.pk, removed_at=None)
    grants = PortalGrant.objects.filter(**own, contact__customer_id=merged.pk, withdrawn_at=None)
    return Preview(
        tickets=len(tickets.values_list("id")[:most]),
        contacts=[c.name for c in contacts_of(actor, merged) if c.pk not in folded],
        folded=[contact.name for contact, _into in pairs],
        accounts=grants.count(),
        documents=len(documents.values_list("id")[:most]),
        notes=len(notes.values_list("id")[:most]),
        stops_sharing=survivor.contacts_share != merged.contacts_share,
    )


def same_people(actor: Actor, merged: Customer, survivor: Customer) -> list[tuple[Contact, Contact]]:
    """Return (contact, contact of the survivor) of those who are one person: same name, a common address.

    Two who share a mailbox under different names stay two. So do two who both have an access to the
    portal: one contact has one.
    """
    theirs = contacts_of(actor, survivor)
    with_access = set(
        PortalGrant.objects.filter(
            company_id=actor.company_id, contact__customer_id__in=[merged.pk, survivor.pk]
        ).values_list("contact_id", flat=True)
    )
    pairs: list[tuple[Contact, Contact]] = []
    taken: set[int] = set()
    for contact in contacts_of(actor, merged):
        for into in theirs:
            both = {contact.pk, into.pk} <= with_access
            if into.pk not in taken and not both and _is_same(contact, into):
                pairs.append((contact, into))
                taken.add(into.pk)
                break
    return pairs


def _is_same(one: Contact, other: Contact) -> bool:
    return fold(one.name) == fold(other.name) and bool(set(one.emails) & set(other.emails))
