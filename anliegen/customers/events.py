"""What happens to customers, in the past tense, ids only."""

from dataclasses import dataclass

from anliegen.common.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerRenamed(Event):
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class ContactInvited(Event):
    """A contact was let into the portal and has to get the link."""

    account_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class PortalLinkMade(Event):
    """A link into the portal exists: an invitation's or one to log in. The secret is nowhere else."""

    account_id: int
    purpose: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class PortalAccessWithdrawn(Event):
    account_id: int
