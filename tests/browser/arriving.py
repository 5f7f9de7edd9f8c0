"""A message of the customer arrives in Nordwerk's ticket of the given number; run in a process of its own."""

import sys

import django

django.setup()

from anliegen.accounts.actor import for_membership  # noqa: E402
from anliegen.accounts.models import Membership  # noqa: E402  (settings first)
from anliegen.common.tenancy import tenant  # noqa: E402
from anliegen.conversation.actions.receive import receive  # noqa: E402

ben = Membership.objects.using("owner").get(user__email="ben@nordwerk.example")
with tenant(ben.company_id):
    receive(
        actor=for_membership(ben.pk),
        number=int(sys.argv[1]),
        html="<p>Es hat sich erledigt.</p>",
        author_name="Karl Thal",
        author_email="karl@thal.example",
    )
