"""Somebody whom Nordwerk does not know writes; prints the ticket's number. Run in a process of its own."""

import django

django.setup()

from anliegen.accounts.actor import for_membership  # noqa: E402
from anliegen.accounts.models import Membership  # noqa: E402  (settings first)
from anliegen.common.tenancy import tenant  # noqa: E402
from anliegen.conversation.actions.counterparts import from_unknown  # noqa: E402
from anliegen.conversation.actions.start import start  # noqa: E402

ben = Membership.objects.using("owner").get(user__email="ben@nordwerk.example")
with tenant(ben.company_id):
    actor = for_membership(ben.pk)
    side = start(
        actor=actor,
        counterpart=from_unknown(actor, "Uwe Unger", "uwe@unger.example"),
        subject="Anfrage eines Unbekannten",
        html='<h2>Anfrage</h2><p style="color: #b00020">Können Sie helfen?</p><img src=x alt="Foto">',
        key=None,
    )
print(side.number)
