"""Rows of the customers package."""

from .contact import Contact, ContactEmail, ContactPhone
from .customer import Customer
from .portal import LinkPurpose, PortalAccount, PortalGrant, PortalLink, PortalSession

__all__ = [
    "Contact",
    "ContactEmail",
    "ContactPhone",
    "Customer",
    "LinkPurpose",
    "PortalAccount",
    "PortalGrant",
    "PortalLink",
    "PortalSession",
]
