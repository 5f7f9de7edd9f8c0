"""What tests of support access do again and again."""

from django.test import Client

from anliegen.accounts.actions.support import grant_support
from anliegen.accounts.models import SupportGrant
from tests.cast import Person


def opened_by(admin: Person, hours: str = "1", can_write: bool = False) -> SupportGrant:
    """Open the door of a person's company."""
    return grant_support(actor=admin.actor(), hours=hours, can_write=can_write, reason="Import klemmt")


def looking(person: Person, grant: SupportGrant) -> Client:
    """Return a browser in which somebody of the operator looks through the door."""
    client = person.client()
    answer = client.post(f"/einblick/{grant.public_id}/")
    assert answer.status_code == 303, answer.status_code
    return client
