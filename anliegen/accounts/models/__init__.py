"""Rows of the accounts package."""

from .audit import AuditEntry, AuditLink
from .company import Company
from .erased import Erased
from .erasure import Erasure
from .export import CompanyExport, ExportLink, ExportState
from .invitation import Invitation
from .membership import Membership
from .password_reset import PasswordReset
from .session import Session
from .support import SupportGrant, SupportLook
from .user import User

__all__ = [
    "AuditEntry",
    "AuditLink",
    "Company",
    "CompanyExport",
    "Erased",
    "Erasure",
    "ExportLink",
    "ExportState",
    "Invitation",
    "Membership",
    "PasswordReset",
    "Session",
    "SupportGrant",
    "SupportLook",
    "User",
]
