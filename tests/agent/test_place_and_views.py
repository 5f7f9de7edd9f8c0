"""Where a ticket stands in its list, and the views that a person keeps beside the list."""

import html
import re

import pytest
from django.test import Client

from anliegen.tickets.actions.change import change_priority
from anliegen.tickets.actions.folder import move
from anliegen.tickets.models import SavedView
from anliegen.tickets.queries import ticket as queries
from tests.cast import Cast
from tests.tickets.test_isolation import internal


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def page(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


def place(client: Client, number: int) -> tuple[str, list[int]]:
    """Return the words between the arrows, and where the arrows lead."""
    text = page(client, f"/tickets/{number}/")
    bar = text[text.index('class="row ticket-top__neighbours') : text.index('class="ticket-grid"')]
    found = re.search(r'class="ticket-top__place">([^<]+)<', bar)
    return (found[1] if found else ""), [int(n) for n in re.findall(r'href="/tickets/(\d+)/"', bar)]


def test_the_arrows_go_through_the_list_as_it_is_shown(world: Cast, anna: Client) -> None:
    first, second, third = (internal(world.anna).number for _ in range(3))
    change_priority(actor=world.anna.actor(), number=first, priority=4)
    in_list = [int(n) for n in re.findall(r'<tr id="t(\d+)"', page(anna, "/tickets/?size=500"))]
    assert in_list[0] == first  # pinned on top, though the oldest of the three
    for at, number in enumerate(in_list):
        words, around = place(anna, number)
        assert words == f"{at + 1} von {len(in_list)}"
        assert around == in_list[max(at - 1, 0) : at] + in_list[at + 1 : at + 2]
    move(actor=world.anna.actor(), number=second, folder="trash")
    assert place(anna, second) == ("1 von 1", [])
    assert place(anna, third)[0].endswith(f" von {len(in_list) - 1}")


def test_far_down_the_list_nothing_is_counted(
    world: Cast, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [internal(world.anna).number for _ in range(3)]
    monkeypatch.setattr(queries, "PLACES_COUNTED", 2)
    monkeypatch.setattr("anliegen.agent.ticket.PLACES_COUNTED", 2)
    assert place(anna, made[1])[0].startswith("2 von ")
    assert place(anna, made[0])[0].startswith("2+ von ")


def test_a_view_is_kept_shown_as_the_present_one_and_removed(world: Cast, anna: Client) -> None:
    assert (
        anna.post(
            "/ansichten/", {"name": "Offene & dringende", "status": "open", "priority": "3"}
        ).status_code
        == 303
    )
    kept = SavedView.objects.get()
    shown = page(anna, "/tickets/?priority=3&status=open")
    assert f'action="/ansichten/{kept.public_id}/entfernung/"' in shown
    assert re.search(r'aria-current="page" title="Offene & dringende"', shown)
    assert not re.search(r'aria-current="page" title="Tickets"', shown)
    other = page(anna, "/tickets/?priority=3")
    assert "/entfernung/" not in other
    assert re.search(r'aria-current="page" title="Tickets"', other)
    assert re.search(r'aria-current="page" title="Meine"', page(anna, "/tickets/?view=mine"))
    assert world.ben.client().post(f"/ansichten/{kept.public_id}/entfernung/").status_code == 404
    assert SavedView.objects.filter(pk=kept.pk).exists()
    assert anna.post(f"/ansichten/{kept.public_id}/entfernung/").status_code == 303
    assert not SavedView.objects.exists()
    after = page(anna, "/tickets/")
    assert 'title="Offene & dringende"' not in after
    # What the notice's button sends.
    undo = dict(re.findall(r'<input type="hidden" name="(name|status|priority)" value="([^"]*)">', after))
    assert undo == {"name": "Offene & dringende", "status": "open", "priority": "3"}
    assert anna.post("/ansichten/", undo).status_code == 303
    assert SavedView.objects.get().filters == kept.filters
