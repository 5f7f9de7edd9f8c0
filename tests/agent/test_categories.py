"""Managing categories from the browser."""

import re

import pytest
from django.test import Client

from anliegen.tickets.models import Category
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import internal

PAGE = "/kategorien/"


@pytest.fixture
def ben(world: Cast) -> Client:
    return world.ben.client()


def technik(world: Cast) -> Category:
    world.ben.actor()
    return Category.objects.get(pk=world.categories["technik"])


def test_a_category_is_added_and_offered_for_new_tickets(ben: Client) -> None:
    assert ben.post(PAGE, {"name": "Notdienst", "color": "brick"}).status_code == 303
    assert "Notdienst" in ben.get(PAGE).content.decode()
    assert "Notdienst" in ben.get("/tickets/neu/").content.decode()


@pytest.mark.parametrize(
    ("sent", "color"),
    [
        ({"color": "moss"}, "moss"),
        ({"color": "moss", "free_color": "#A1B2C3", "free_before": ""}, "#a1b2c3"),
        ({"color": "moss", "free_color": "#a1b2c3", "free_before": "#a1b2c3"}, "moss"),
        ({"free_color": "#a1b2c3", "free_before": "#a1b2c3"}, "#a1b2c3"),
        ({"color": "moss", "free_color": "", "free_before": "#a1b2c3"}, "moss"),
    ],
)
def test_tile_and_free_colour(world: Cast, ben: Client, sent: dict[str, str], color: str) -> None:
    path = f"{PAGE}{world.categories['technik']}/"
    assert ben.post(path, {"name": "Technik", **sent}).status_code == 303
    assert technik(world).color == color


def test_a_free_colour_reaches_the_stylesheet(world: Cast, ben: Client) -> None:
    ben.post(f"{PAGE}{world.categories['technik']}/", {"name": "Technik", "free_color": "#a1b2c3"})
    page = ben.get(PAGE).content.decode()
    sheet = re.search(r'href="(/firma/farben/[^"]+)"', page)
    assert sheet
    assert f'[data-category="{world.categories["technik"]}"]' in ben.get(sheet[1]).content.decode()


def test_a_refused_name_stays_in_its_field(world: Cast, ben: Client) -> None:
    answer = ben.post(PAGE, {"name": "TECHNIK", "color": "brick"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="TECHNIK"' in text
    assert 'id="category-new-error"' in text
    assert re.search(r'value="brick" checked', text)


def test_a_refused_change_opens_its_own_row(world: Cast, ben: Client) -> None:
    pk = world.categories["rechnung"]
    answer = ben.post(f"{PAGE}{pk}/", {"name": "technik", "color": "berry"})
    text = answer.content.decode()
    assert answer.status_code == 422
    row = re.search(rf'id="category-{pk}".*?</tr>', text, re.DOTALL)
    assert row
    assert "data-category-form" in row[0]
    assert f'id="category-{pk}-error"' in row[0]
    assert 'value="technik"' in row[0]
    assert 'value="berry" checked' in row[0]


def test_the_pencil_leads_to_the_row_as_its_form(world: Cast, ben: Client) -> None:
    pk = world.categories["technik"]
    plain = ben.get(PAGE).content.decode()
    assert f'href="?bearbeiten={pk}"' in plain
    assert "data-category-form" not in plain
    row = re.search(
        rf'id="category-{pk}".*?</tr>', ben.get(f"{PAGE}?bearbeiten={pk}").content.decode(), re.DOTALL
    )
    assert row
    assert f'action="{PAGE}{pk}/"' in row[0]
    assert 'value="Technik"' in row[0]
    # The steps stay beside it, for whoever does not drag.
    assert f'action="{PAGE}{pk}/reihenfolge/"' in row[0]
    for nobody in (world.categories["fremd"], "x", 10**30):
        answer = ben.get(f"{PAGE}?bearbeiten={nobody}")
        assert answer.status_code == 200
        assert "data-category-form" not in answer.content.decode()


def test_a_row_that_is_changed_keeps_what_stands_in_it(world: Cast, ben: Client) -> None:
    pk = world.categories["technik"]
    internal(world.ben.actor(), category_ids=[pk])
    text = ben.get(f"{PAGE}?bearbeiten={pk}").content.decode()
    row = re.search(rf'id="category-{pk}".*?</tr>', text, re.DOTALL)
    assert row
    assert f'href="/tickets/?category={pk}"' in row[0]
    assert f'action="{PAGE}{pk}/archiv/"' in row[0]
    assert f'action="{PAGE}{pk}/portal/"' in row[0]
    assert "data-category-preview" in row[0]
    assert row[0].count("<td") == text[text.index("<thead") : text.index("</thead")].count("<th ")


def test_a_category_is_switched_on_for_the_portal_and_off_again(world: Cast, ben: Client) -> None:
    pk = world.categories["technik"]

    def switch() -> tuple[str, ...]:
        row = re.search(rf'id="category-{pk}".*?</tr>', ben.get(PAGE).content.decode(), re.DOTALL)
        assert row
        found = re.search(r'role="switch" aria-checked="(\w+)" name="shown" value="(1?)"', row[0])
        assert found
        return found.groups()

    assert switch() == ("false", "1")
    answer = ben.post(f"{PAGE}{pk}/portal/", {"shown": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}#category-{pk}")
    assert "Kunden sehen die Kategorie „Technik“ jetzt an ihren Anfragen." in ben.get(PAGE).content.decode()
    assert switch() == ("true", "")
    assert ben.post(f"{PAGE}{pk}/portal/", {"shown": ""}).status_code == 303
    assert switch() == ("false", "1")
    record = ben.get("/verwaltung/protokoll/").content.decode()
    assert "Kategorie im Portal gezeigt: Technik" in re.sub(r"\s+", " ", record)
    assert "Kategorie im Portal nicht mehr gezeigt: Technik" in re.sub(r"\s+", " ", record)


def order(ben: Client) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-category-row="(\d+)"', ben.get(PAGE).content.decode())]


def test_a_category_is_dragged_before_another_and_to_the_end(world: Cast, ben: Client) -> None:
    for name in ("Dritte", "Vierte", "Fünfte"):
        ben.post(PAGE, {"name": name, "color": "sky"})
    first, *others = order(ben)
    path = f"{PAGE}{first}/reihenfolge/"
    answer = ben.post(path, {"before": others[2]})
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}#category-{first}")
    assert order(ben) == [*others[:2], first, *others[2:]]
    ben.post(path, {"before": ""})
    assert order(ben) == [*others, first]
    ben.post(path, {"before": first})
    assert order(ben) == [*others, first]


def test_beside_what_is_no_longer_there_nothing_moves(world: Cast, ben: Client) -> None:
    ben.post(PAGE, {"name": "Dritte", "color": "sky"})
    first, second, third = order(ben)
    ben.post(f"{PAGE}{third}/archiv/", {"archived": "1"})
    for moved, before in ((first, third), (third, first), (first, world.categories["fremd"]), (first, "x")):
        answer = ben.post(f"{PAGE}{moved}/reihenfolge/", {"before": before})
        assert answer.status_code == 409
        assert "Die Kategorien wurden inzwischen geändert." in answer.content.decode()
        assert order(ben) == [first, second]


def test_the_order_changes_and_the_page_stays_there(world: Cast, ben: Client) -> None:
    pk = world.categories["rechnung"]
    answer = ben.post(f"{PAGE}{pk}/reihenfolge/", {"up": "1"})
    assert answer["Location"] == f"{PAGE}#category-{pk}"
    text = ben.get(PAGE).content.decode()
    assert text.index(f'id="category-{pk}"') < text.index(f'id="category-{world.categories["technik"]}"')


def test_archiving_keeps_the_label_on_tickets_and_can_be_undone(world: Cast, ben: Client) -> None:
    pk = world.categories["technik"]
    side = internal(world.ben.actor(), category_ids=[pk])
    path = f"{PAGE}{pk}/archiv/"
    assert ben.post(path, {"archived": "1"}).status_code == 303
    assert "Technik" in ben.get(f"/tickets/{side.number}/").content.decode()
    assert f'name="categories" value="{pk}"' not in ben.get("/tickets/neu/").content.decode()
    ben.post(path, {"archived": ""})
    assert f'name="categories" value="{pk}"' in ben.get("/tickets/neu/").content.decode()


def test_what_cannot_be_taken_back_says_why(world: Cast, ben: Client) -> None:
    pk = world.categories["technik"]
    ben.post(f"{PAGE}{pk}/archiv/", {"archived": "1"})
    ben.post(PAGE, {"name": "Technik", "color": "moss"})
    answer = ben.post(f"{PAGE}{pk}/archiv/", {"archived": ""})
    assert answer.status_code == 422
    row = re.search(rf'id="category-{pk}".*?</tr>', answer.content.decode(), re.DOTALL)
    assert row
    assert 'role="alert"' in row[0]


def test_the_number_of_tickets_leads_to_them(world: Cast, ben: Client) -> None:
    pk = world.categories["rechnung"]
    internal(world.ben.actor(), category_ids=[pk], subject="Mahnung prüfen")
    text = ben.get(PAGE).content.decode()
    assert re.search(rf'href="/tickets/\?category={pk}">1<', text)
    assert "Mahnung prüfen" in ben.get(f"/tickets/?category={pk}").content.decode()


def test_agents_are_refused_and_foreign_categories_unknown(world: Cast, ben: Client) -> None:
    assert world.anna.client().get(PAGE).status_code == 403
    fremd = world.categories["fremd"]
    for pk in (fremd, 999_999_999, 10**30):
        for end, data in (
            ("", {"name": "x", "color": "sky"}),
            ("archiv/", {"archived": "1"}),
            ("portal/", {"shown": "1"}),
            ("reihenfolge/", {}),
            ("reihenfolge/", {"before": ""}),
        ):
            assert ben.post(f"{PAGE}{pk}/{end}", data).status_code == 404
    world.chris.actor()
    assert (Category.objects.get(pk=fremd).name, Category.objects.get(pk=fremd).portal_visible) == (
        "Frage",
        False,
    )


def test_the_budget_of_statements(ben: Client, budget: type[Budget]) -> None:
    # The tests' own transaction makes the gate's one a savepoint: two statements that production has not.
    with budget(8 + 2):
        ben.get(PAGE)
