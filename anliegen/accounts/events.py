"""What happens to people and invitations, in the past tense.

The one exception to "ids only": the secret of a link is nowhere stored, so whoever mails it is told it
here, inside the process.
"""

from dataclasses import dataclass, field

from anliegen.common.events import Event


@dataclass(frozen=True, kw_only=True)
class CompanyFounded(Event):
    """The operator (`company_id`) has founded a company."""

    founded_id: int


@dataclass(frozen=True, kw_only=True)
class ExportMade(Event):
    """An export is ready for one administrator. With a secret there is no logging in: the company is shut."""

    export_id: int
    membership_id: int
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class InvitationLinkMade(Event):
    invitation_id: int
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PasswordLinkMade(Event):
    """`company_id` is a company for which the person works: in its outbox the mail stands."""

    user_id: int
    secret: str = field(repr=False)
