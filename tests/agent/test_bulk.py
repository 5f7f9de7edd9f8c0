"""Many tickets at once: what the notice says, and the way back to what each of them was."""

import html
import re

from django.test import Client

from anliegen.common.numbers import packed, unpacked
from anliegen.tickets.actions.change import categorise, change_priority, change_status
from anliegen.tickets.models import Side
from tests.cast import Cast
from tests.conversation.acts import internal

BULK = "/tickets/sammelaktion/"


def state(world: Cast, sides: list[Side]) -> list[tuple[object, ...]]:
    world.anna.actor()
    fields = ("status", "priority", "assignee_id", "category_ids", "folder")
    rows = Side.objects.filter(pk__in=[side.pk for side in sides])
    return list(rows.order_by("number").values_list(*fields))


def way_back(page: str) -> dict[str, list[str]]:
    """Return the fields of the notice's form."""
    form = page[page.index("data-undo>") : page.index("</form>", page.index("data-undo>"))]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def act(client: Client, sides: list[Side], **change: str) -> str:
    answer = client.post(BULK, {"numbers": [side.number for side in sides], **change}, follow=True)
    return html.unescape(answer.content.decode())


def test_each_change_is_named_and_taken_back_twice(world: Cast) -> None:
    actor, client = world.anna.actor(), world.anna.client()
    sides = [internal(actor) for _ in range(3)]
    technik, rechnung = world.categories["technik"], world.categories["rechnung"]
    change_priority(actor=actor, number=sides[0].number, priority=1)
    change_status(actor=actor, number=sides[1].number, status="waiting")
    categorise(actor=actor, number=sides[2].number, category_ids=[technik, rechnung])
    before = state(world, sides)
    for change, says in (
        ({"status": "closed"}, "3 Tickets wurden geschlossen."),
        ({"status": "in_progress"}, "3 Tickets haben jetzt den Status „In Bearbeitung“."),
        ({"priority": "3"}, "3 Tickets haben jetzt die Priorität „Hoch“."),
        ({"category": str(technik)}, "3 Tickets haben jetzt die Kategorie „Technik“."),
        ({"folder": "trash"}, "3 Tickets liegen im Papierkorb."),
        ({"folder": "spam"}, "3 Tickets liegen im Spam."),
        ({"assignee": ""}, "3 Tickets sind jetzt niemandem zugewiesen."),
        ({"priority": "3", "status": "closed"}, "3 Tickets wurden geändert."),
    ):
        page = act(client, sides, **change)
        assert says in page, change
        after = state(world, sides)
        if after == before:  # nobody was assigned before: there is nothing to take back
            assert "data-undo>" not in page
            continue
        page = client.post(BULK, way_back(page), follow=True).content.decode()
        assert re.search(r"[123] Tickets? (ist|sind) wieder wie zuvor\.", page), change
        assert state(world, sides) == before, change
        page = client.post(BULK, way_back(page), follow=True).content.decode()
        assert state(world, sides) == after, change
        client.post(BULK, way_back(page))
        assert state(world, sides) == before, change


def test_an_assignment_is_named_and_taken_back(world: Cast) -> None:
    sides = [internal(world.anna.actor()) for _ in range(2)]
    before = state(world, sides)
    page = act(world.anna.client(), sides, assignee=str(world.ben.membership_id))
    assert f"2 Tickets sind jetzt {world.ben.name} zugewiesen." in page
    assert {row[2] for row in state(world, sides)} == {world.ben.membership_id}
    assert {row[0] for row in state(world, sides)} == {"in_progress"}
    page = world.anna.client().post(BULK, way_back(page), follow=True).content.decode()
    assert state(world, sides) == before
    world.anna.client().post(BULK, way_back(page))
    assert {row[2] for row in state(world, sides)} == {world.ben.membership_id}
    assert {row[0] for row in state(world, sides)} == {"in_progress"}


def test_what_a_colleague_has_done_since_stays(world: Cast) -> None:
    sides = [internal(world.anna.actor()) for _ in range(2)]
    client = world.anna.client()
    page = act(client, sides, status="closed")
    change_status(actor=world.ben.actor(), number=sides[0].number, status="waiting")
    answer = client.post(BULK, way_back(page)).content.decode()
    assert "inzwischen jemand anders" in answer
    assert f"#{sides[0].number}<" in answer
    assert [row[0] for row in state(world, sides)] == ["waiting", "open"]
    assert "data-undo>" in answer  # what was done can be taken back here too
    row = client.post(BULK, {"one": f"{sides[1].number}:status:closed"}, follow=True).content.decode()
    change_status(actor=world.ben.actor(), number=sides[1].number, status="waiting")
    client.post(f"/tickets/{sides[1].number}/status/", way_back(row))
    assert [row[0] for row in state(world, sides)] == ["waiting", "waiting"]


def test_nonsense_and_foreign_tickets_change_nothing(world: Cast) -> None:
    foreign, own = internal(world.carla.actor()), internal(world.anna.actor())
    client = world.anna.client()
    unknown = 987_654
    for step in ("", ":", "status:closed", "status:closed:-:!", f"erase:1:-:{packed([own.number])}"):
        assert client.post(BULK, {"step": step}).status_code == 303, step
    answer = client.post(BULK, {"step": f"status:closed:open:{packed([unknown])}"}).content.decode()
    assert "Dieses Ticket gibt es nicht" in html.unescape(answer)
    world.carla.actor()
    assert Side.objects.get(pk=foreign.pk).status == "open"
    assert state(world, [own])[0][0] == "open"


def test_numbers_in_a_form_are_short_and_come_back() -> None:
    numbers = list(range(3, 1_000_000, 1_999))
    assert unpacked(packed(numbers), 5000) == numbers
    assert len(packed(numbers)) < 2500
    assert unpacked("3.1.x y.2", 5000) == [3, 4]
    assert unpacked("1.1.1", 2) == [1, 2]
    assert packed([]) == ""
    assert unpacked("", 9) == []


def test_on_the_ticket_too_an_assignment_and_categories_are_taken_back_whole(world: Cast) -> None:
    side, client = internal(world.anna.actor()), world.anna.client()
    technik, rechnung = (str(world.categories[key]) for key in ("technik", "rechnung"))
    before = state(world, [side])
    path = f"/tickets/{side.number}/zuweisung/"
    page = client.post(path, {"assignee": str(world.ben.membership_id), "seen": ""}, follow=True)
    assert state(world, [side])[0][0] == "in_progress"
    client.post(path, way_back(page.content.decode()))
    assert state(world, [side]) == before
    path = f"/tickets/{side.number}/kategorien/"
    page = client.post(path, {"categories": [technik], "seen": ""}, follow=True).content.decode()
    stale = client.post(path, {"categories": [rechnung], "seen": ""})  # another window that has seen none
    assert stale.status_code == 409
    assert state(world, [side])[0][3] == [int(technik)]
    client.post(path, way_back(page))
    assert state(world, [side]) == before
