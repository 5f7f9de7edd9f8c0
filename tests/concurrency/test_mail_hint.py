"""An open ticket hears at once that a mail about it was refused."""

import json

import pytest
from django.db import connections, transaction

from anliegen.mail.models import OutgoingMail
from anliegen.tickets.models import Side
from tests.cast import Person
from tests.concurrency.test_double_send import committed, vera
from tests.conversation.acts import internal
from tests.mail.post import note_to

__all__ = ["vera"]
pytestmark = pytest.mark.concurrency


def test_the_ticket_is_hinted_at_when_its_mail_is_refused(vera: Person) -> None:
    number = committed(lambda: internal(vera.actor()).number)

    def written() -> int:
        actor = vera.actor()
        side = Side.objects.get(company_id=actor.company_id, number=number)
        return note_to(vera, "kunde@thal.example", ticket_id=side.ticket_id).pk

    mail_id = committed(written)
    with connections["owner"].cursor() as cursor:
        cursor.execute("LISTEN anliegen")
    try:
        with transaction.atomic():
            vera.actor()
            OutgoingMail.objects.filter(pk=mail_id).update(reason="451 später")
        heard = connections["owner"].connection.notifies(timeout=10, stop_after=1)
        bodies = [json.loads(notice.payload) for notice in heard]
        assert [(body["kind"], body["company"], body["number"]) for body in bodies] == [
            ("ticket", vera.company_id, number)
        ]
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("UNLISTEN anliegen")
