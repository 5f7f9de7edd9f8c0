"""Rows of the accounts package."""

from .audit import AuditEntry
from .company import Company
from .erasure import Erasure
from .invitation import Invitation
from .membership import Membership
from .password_reset import PasswordReset
from .session import Session
from .support import SupportGrant, SupportLook
from .user import User

__all__ = [
    "AuditEntry",
    "Company",
    "Erasure",
    "Invitation",
    "Membership",
    "PasswordReset",
    "Session",
    "SupportGrant",
    "SupportLook",
    "User",
]
