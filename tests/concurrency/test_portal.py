"""Links of the portal and answers on real connections at once: exactly one works."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from anliegen.common.errors import NotFoundError
from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.portal import answer
from anliegen.conversation.models import Message
from anliegen.customers import portal_login
from anliegen.customers.models import PortalSession
from anliegen.customers.portal import enter
from tests.cast import Cast
from tests.portal.cast import guest, released

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def test_one_link_fifty_times_at_once(committed: Cast, at_once: AtOnce) -> None:
    with tenant(committed.chris.company_id):
        bodo = guest(committed.chris, "suedhof", committed.contacts["bodo"])
        made = portal_login.new_link(account_id=bodo.account_id, purpose=portal_login.LOG_IN)
        sessions = PortalSession.objects.count()
    assert made
    secret = made[1]

    def use() -> str:
        with transaction.atomic():
            visit = enter("suedhof", "")
            assert visit
            account = portal_login.use_link(visit.company, secret, portal_login.LOG_IN)
            return portal_login.open_session(visit.company, account)

    results = at_once([use] * 50)
    assert [type(r) for r in results if not isinstance(r, str)] == [NotFoundError] * 49
    with tenant(committed.chris.company_id):
        assert PortalSession.objects.count() == sessions + 1


def test_one_answer_sent_twelve_times_at_once(committed: Cast, at_once: AtOnce) -> None:
    with tenant(committed.chris.company_id):
        bodo = guest(committed.chris, "suedhof", committed.contacts["bodo"])
        side = released(committed.chris, committed.customers["berg"])
    key = uuid.uuid4()

    def send() -> int:
        with transaction.atomic():
            return answer(actor=bodo.actor(), number=side.number, html="<p>Ja</p>", key=key)

    assert at_once([send] * 12) == [side.number] * 12
    with tenant(committed.chris.company_id):
        assert Message.objects.filter(idempotency_key=key).count() == 1
