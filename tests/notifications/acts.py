"""What tests of notices do again and again."""

from anliegen.common import tenancy
from anliegen.notifications.models import Notification
from tests.cast import Cast


def hush(world: Cast) -> None:
    """Forget the notices that tests with committed rows have left behind, for this test alone."""
    for company_id in world.companies.values():
        tenancy.enter(company_id)
        Notification.objects.all().delete()
    tenancy.enter(None)
