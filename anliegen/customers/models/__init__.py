"""Rows of the customers package."""

from .contact import Contact
from .customer import Customer
from .portal import LinkPurpose, PortalAccount, PortalGrant, PortalLink, PortalSession

__all__ = [
    "Contact",
    "Customer",
    "LinkPurpose",
    "PortalAccount",
    "PortalGrant",
    "PortalLink",
    "PortalSession",
]
