"""Who else has a ticket open: coming, staying, leaving, and who must not know."""

import pytest
from django.db import connection

from anliegen.common.errors import NotFoundError
from anliegen.tickets.actions import presence
from anliegen.tickets.models import Presence, Side
from tests.cast import Cast
from tests.conversation.acts import asked


def fall_silent(side: Side) -> None:
    """Let all signs of a ticket be overdue by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_presence SET seen_at = clock_timestamp() - interval '80 s' WHERE ticket_id = %s",
            [side.ticket_id],
        )


def test_each_sees_the_others_and_never_themselves(world: Cast) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    assert presence.stay(actor=anna, number=side.number) == []
    assert presence.stay(actor=ben, number=side.number) == [anna.membership_id]
    assert presence.stay(actor=anna, number=side.number) == [ben.membership_id]
    assert Presence.objects.filter(ticket_id=side.ticket_id).count() == 2


def test_leaving_is_seen_at_once_and_silence_after_a_while(world: Cast) -> None:
    anna, ben = world.anna.actor(), world.ben.actor()
    side = asked(anna)
    presence.stay(actor=anna, number=side.number)
    presence.stay(actor=ben, number=side.number)
    presence.leave(actor=anna, number=side.number)
    presence.leave(actor=anna, number=side.number)
    assert presence.stay(actor=ben, number=side.number) == []
    presence.stay(actor=anna, number=side.number)
    fall_silent(side)
    assert presence.stay(actor=ben, number=side.number) == []


def test_what_was_left_behind_is_cleared_away(world: Cast) -> None:
    anna = world.anna.actor()
    old, new = asked(anna), asked(anna)
    presence.stay(actor=anna, number=old.number)
    fall_silent(old)
    presence.stay(actor=anna, number=new.number)
    assert list(Presence.objects.values_list("ticket_id", flat=True)) == [new.ticket_id]


def test_a_foreign_ticket_does_not_exist_and_nothing_is_noted(world: Cast) -> None:
    number = asked(world.anna.actor()).number + 100_000
    carla = world.carla.actor()
    for act in (presence.stay, presence.leave):
        with pytest.raises(NotFoundError):
            act(actor=carla, number=number)
    world.anna.actor()
    assert not Presence.objects.exists()


def test_only_coming_and_going_are_told(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, str, dict[str, int | str]]] = []
    real = presence.hint

    def listen(company_id: int, kind: str, **ids: int | str) -> None:
        told.append((company_id, kind, ids))
        real(company_id, kind, **ids)

    monkeypatch.setattr(presence, "hint", listen)
    anna = world.anna.actor()
    side = asked(anna)
    presence.stay(actor=anna, number=side.number)
    presence.stay(actor=anna, number=side.number)
    assert told == [(side.company_id, "presence", {"number": side.number})]
    presence.leave(actor=anna, number=side.number)
    presence.leave(actor=anna, number=side.number)
    assert len(told) == 2


def test_the_address_answers_with_names_and_escapes_them(world: Cast) -> None:
    side = asked(world.anna.actor())
    address = f"/tickets/{side.number}/anwesenheit/"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET name = '<b>Anna</b>' WHERE id = %s", [world.anna.user_id])
    assert world.anna.client().post(address).content.decode().strip() == ""
    answer = world.ben.client().post(address).content.decode()
    assert "Auch geöffnet bei: &lt;b&gt;Anna&lt;/b&gt;" in answer
    assert world.anna.client().post(address, {"left": "1"}).status_code == 204
    assert world.ben.client().post(address).content.decode().strip() == ""
