"""Letting contacts into the portal and out of it again: done by employees, from the customer's page."""

from datetime import datetime

from django.db import transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.events import publish
from anliegen.customers.access import visible_customers
from anliegen.customers.events import ContactInvited, PortalAccessWithdrawn
from anliegen.customers.models import Contact, Customer, PortalAccount, PortalGrant, PortalLink, PortalSession
from anliegen.customers.timeline import enter


@transaction.atomic
def invite_contact(*, actor: Actor, public_id: str, contact_id: int) -> PortalGrant:
    """Let a contact into the portal and have the link mailed; an earlier invitation's link ends.

    Raises NotFoundError, ForbiddenError; RefusedError for a contact without a mail address.
    """
    customer = _locked(actor, public_id)
    contact = _contact(actor, customer, contact_id)
    if not contact.email:
        raise RefusedError("This contact has no e-mail address. Please enter one first.", "portal")
    account, _made = PortalAccount.objects.get_or_create(company_id=actor.company_id, email=contact.email)
    _demand_own_mailbox(customer, contact, account)
    grant, _new = PortalGrant.objects.update_or_create(
        company_id=actor.company_id,
        contact=contact,
        defaults={"account": account, "invited_at": now(), "withdrawn_at": None},
    )
    audit.note(actor, "portal-invited", contact.pk, after={"customer": customer.pk})
    enter(actor, customer.pk, "portal-invited", reference=contact.pk)
    publish(ContactInvited(company_id=actor.company_id, account_id=account.pk, contact_id=contact.pk))
    return grant


@transaction.atomic
def withdraw_contact(*, actor: Actor, public_id: str, contact_id: int) -> None:
    """Take a contact's access away, at once: the next request finds none. Raises NotFoundError.

    Who speaks for another customer as well stays logged in and sees that one's requests alone.
    """
    customer = _locked(actor, public_id)
    if not end_access(actor, customer, contact_id, now()):
        raise NotFoundError


def end_access(actor: Actor, customer: Customer, contact_id: int, at: datetime) -> bool:
    """Take the access of a locked customer's contact away; returns whether there was one."""
    grant = PortalGrant.objects.filter(
        company_id=actor.company_id, contact__customer=customer, contact_id=contact_id, withdrawn_at=None
    ).first()
    if grant is None:
        return False
    grant.withdrawn_at = at
    grant.save(update_fields=["withdrawn_at"])
    if not PortalGrant.objects.filter(account_id=grant.account_id, withdrawn_at=None).exists():
        PortalSession.objects.filter(company_id=actor.company_id, account_id=grant.account_id).delete()
        PortalLink.objects.filter(company_id=actor.company_id, account_id=grant.account_id).delete()
    audit.note(actor, "portal-withdrawn", contact_id, after={"customer": customer.pk})
    enter(actor, customer.pk, "portal-withdrawn", reference=contact_id)
    publish(PortalAccessWithdrawn(company_id=actor.company_id, account_id=grant.account_id))
    return True


def open_again(actor: Actor, customer: Customer, contact: Contact, ended_at: datetime) -> None:
    """Give a contact back the access that ended at this moment, if nobody else has its mailbox by now."""
    grant = PortalGrant.objects.filter(
        company_id=actor.company_id, contact=contact, withdrawn_at=ended_at
    ).first()
    if grant is None:
        return
    try:
        _demand_own_mailbox(customer, contact, grant.account)
    except RefusedError:
        return
    grant.withdrawn_at = None
    grant.save(update_fields=["withdrawn_at"])
    audit.note(actor, "portal-back", contact.pk, after={"customer": customer.pk})
    enter(actor, customer.pk, "portal-back", reference=contact.pk)


@transaction.atomic
def share_among_contacts(*, actor: Actor, public_id: str, shares: bool) -> Customer:
    """Say whether the contacts of a customer see each other's requests. Raises NotFoundError."""
    customer = _locked(actor, public_id)
    if customer.contacts_share != shares:
        customer.contacts_share = shares
        customer.save(update_fields=["contacts_share"])
        audit.note(actor, "portal-sharing", customer.pk, before=not shares, after=shares)
        enter(actor, customer.pk, "portal-sharing", after=shares)
    return customer


def _demand_own_mailbox(customer: Customer, contact: Contact, account: PortalAccount) -> None:
    """Contacts who do not share requests must not share a mailbox: whoever reads it would see both's."""
    others = PortalGrant.objects.filter(
        company_id=customer.company_id, account=account, withdrawn_at=None, contact__customer=customer
    )
    if not customer.contacts_share and others.exclude(contact=contact).exists():
        raise RefusedError(
            "This address already opens the portal for another contact of this customer.", "portal"
        )


def _locked(actor: Actor, public_id: str) -> Customer:
    customer = visible_customers(actor).select_for_update().filter(public_id=public_id).first()
    if customer is None:
        raise NotFoundError
    demand(actor, "customer.change")
    return customer


def _contact(actor: Actor, customer: Customer, contact_id: int) -> Contact:
    contact = Contact.objects.filter(company_id=actor.company_id, customer=customer, pk=contact_id).first()
    if contact is None:
        raise NotFoundError
    return contact
