"""Rows of the customers package."""

from .contact import Contact, ContactEmail, ContactPhone
from .customer import Customer
from .imports import CustomerImport, ImportRow, ImportState, Outcome
from .portal import LinkPurpose, PortalAccount, PortalGrant, PortalLink, PortalSession
from .record import CustomerMerge, CustomerNote, RecordEntry
from .taken_form import TakenForm

__all__ = [
    "Contact",
    "ContactEmail",
    "ContactPhone",
    "Customer",
    "CustomerImport",
    "CustomerMerge",
    "CustomerNote",
    "ImportRow",
    "ImportState",
    "LinkPurpose",
    "Outcome",
    "PortalAccount",
    "PortalGrant",
    "PortalLink",
    "PortalSession",
    "RecordEntry",
    "TakenForm",
]
