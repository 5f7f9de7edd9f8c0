"""Who carries a contact's words into the conversation."""

from dataclasses import dataclass

from anliegen.accounts.actor import Actor
from anliegen.customers.portal import PortalActor

_MAY = frozenset({"ticket.open", "ticket.change", "upload"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer(Actor):
    """An actor without a membership: acts for the company, in the name of a contact of the portal.

    Made only behind the portal's door, for one action of the shared core (answer, new request, upload).
    """

    account_id: int

    def can(self, capability: str) -> bool:
        return capability in _MAY


def bearer_of(contact: PortalActor) -> Bearer:
    """Return the bearer of a contact. What it does is written down without a person of the company."""
    company = contact.company
    return Bearer(
        user_id=0,
        membership_id=0,
        company_id=company.company_id,
        company_slug=company.slug,
        company_name=company.name,
        company_town=company.town,
        company_color=company.color,
        company_logo=company.logo,
        is_operator=False,
        is_demo=company.is_demo,
        role="portal",
        name=contact.name,
        email=contact.email,
        theme="system",
        density="comfortable",
        language="de",
        page_size=0,
        shortcuts=False,
        news_baseline=0,
        memberships=0,
        account_id=contact.account_id,
    )


def account_of(actor: Actor) -> int | None:
    """Return the portal account whose words the actor carries, or None for an employee."""
    return actor.account_id if isinstance(actor, Bearer) else None
