"""Rows of the accounts package."""

from .audit import AuditEntry
from .company import Company
from .invitation import Invitation
from .membership import Membership
from .session import Session
from .user import User

__all__ = ["AuditEntry", "Company", "Invitation", "Membership", "Session", "User"]
