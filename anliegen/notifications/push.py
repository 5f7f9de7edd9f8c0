"""Waking the devices of those who were told of something. What is sent is encrypted for the browser alone.

No subject and no text of anybody goes along: it would stand on a locked screen.
"""

import json
from collections.abc import Sequence
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from anliegen.accounts.models import Membership
from anliegen.common.tenancy import tenant
from anliegen.notifications.models import Kind, Notification, PushDevice
from anliegen.notifications.push_keys import private_key
from anliegen.tickets.models import Side

log = structlog.get_logger(__name__)
KEPT_SECONDS = 4 * 3600
GONE = (404, 410)


def push_to(company_id: int, ticket_id: int, told: Sequence[tuple[int, str, bool]]) -> None:
    """Push to each device of the active people what (membership, kind, at the bell too) says.

    What a person has meanwhile read at the bell wakes nobody; what does not stand there, always.
    """
    with tenant(company_id):
        letters = _letters(company_id, ticket_id, told)
        devices = _devices(company_id, list(letters))
    gone = [device.pk for device in devices if not _sent(device, letters[device.membership_id])]
    if gone:
        with tenant(company_id):
            PushDevice.objects.filter(company_id=company_id, pk__in=gone).delete()


def _devices(company_id: int, membership_ids: list[int]) -> list[PushDevice]:
    people = Membership.objects.filter(
        company_id=company_id, pk__in=membership_ids, is_active=True, user__is_active=True
    )
    return list(PushDevice.objects.filter(company_id=company_id, membership_id__in=people.values("id")))


def _letters(company_id: int, ticket_id: int, told: Sequence[tuple[int, str, bool]]) -> dict[int, str]:
    """Return what the devices of each person show, as JSON (2 statements)."""
    side = Side.objects.filter(company_id=company_id, ticket_id=ticket_id).only("number").first()
    if side is None:
        return {}
    unread = set(
        Notification.objects.filter(
            company_id=company_id,
            ticket_id=ticket_id,
            membership_id__in=[member for member, _kind, _bell in told],
            read_at=None,
        ).values_list("membership_id", "kind")
    )
    due = [(member, kind) for member, kind, in_bell in told if not in_bell or (member, kind) in unread]
    return {member: _letter(side.number, kind) for member, kind in due}


def _letter(number: int, kind: str) -> str:
    with translation.override("de"):
        title = _("Ticket #%(number)s") % {"number": number}
        return json.dumps({"title": title, "body": _word(kind), "path": f"/tickets/{number}/"})


def _word(kind: str) -> str:
    words = {
        Kind.MENTION: _("You were mentioned."),
        Kind.ASSIGNED: _("The ticket was assigned to you."),
        Kind.ANSWER: _("There is a new message."),
        Kind.CRITICAL: _("This ticket is critical."),
        Kind.LOCK_FREE: _("The ticket is free to work on."),
        Kind.NEW: _("A new ticket has arrived."),
    }
    return words[Kind(kind)]


def _sent(device: PushDevice, letter: str) -> bool:
    """Push to one device; False when its push service does not know it any more."""
    # Loaded by the worker alone: it is the one who speaks to the world.
    from py_vapid import Vapid02
    from pywebpush import WebPushException, webpush
    from requests import RequestException

    from anliegen.common.egress import Session

    keys = {"p256dh": device.p256dh, "auth": device.auth}
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        webpush(
            {"endpoint": device.endpoint, "keys": keys},
            letter,
            vapid_private_key=Vapid02(private_key=private_key()),
            vapid_claims={"sub": f"mailto:{sender}"},
            ttl=KEPT_SECONDS,
            timeout=10,
            requests_session=Session(),
        )
    except WebPushException as error:
        answer = error.response
        log.warning("push refused", device=device.pk, status=answer.status_code if answer is not None else 0)
        return answer is None or answer.status_code not in GONE
    except (RequestException, ValueError) as error:
        log.warning("push failed", device=device.pk, error=type(error).__name__)
    return True
