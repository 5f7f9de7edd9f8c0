"""Rows of the accounts package."""

from .audit import AuditEntry
from .company import Company
from .invitation import Invitation
from .membership import Membership
from .password_reset import PasswordReset
from .session import Session
from .user import User

__all__ = ["AuditEntry", "Company", "Invitation", "Membership", "PasswordReset", "Session", "User"]
