"""Categories: names once, colours that exist, an order, an archive; tickets keep what they carry."""

from typing import Any

import pytest

from anliegen.accounts.models import AuditEntry
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.tickets.access import category_for
from anliegen.tickets.actions.category import (
    MOST,
    archive_category,
    change_category,
    create_category,
    move_category,
    place_category,
    show_category,
)
from anliegen.tickets.models import Category
from anliegen.tickets.queries.labels import labels_for, used_labels
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import internal


def names(world: Cast) -> list[str]:
    """Return the names of Nordwerk's present categories in their order."""
    return [label.name for label in labels_for(world.ben.actor()).values() if not label.is_archived]


def test_a_category_is_added_at_the_end_with_a_clean_name(world: Cast) -> None:
    made = create_category(actor=world.ben.actor(), name="  Not\u200bdienst ", color="#AABBCC")
    assert (made.name, made.color) == ("Notdienst", "#aabbcc")
    assert names(world)[-1] == "Notdienst"


@pytest.mark.parametrize(
    ("name", "color", "field"),
    [
        (" \u200b", "sky", "name"),
        ("x" * 41, "sky", "name"),
        ("tEcHnIk", "sky", "name"),
        ("Neu", "", "color"),
        ("Neu", "pink", "color"),
        ("Neu", "#12345", "color"),
        ("Neu", "#12345g", "color"),
        ("Neu", "#١٢٣٤٥٦", "color"),
        ("Neu", "url(x)", "color"),
    ],
)
def test_what_makes_no_sense_is_refused(world: Cast, name: str, color: str, field: str) -> None:
    ben = world.ben.actor()
    before = names(world)
    with pytest.raises(RefusedError) as refusal:
        create_category(actor=ben, name=name, color=color)
    assert refusal.value.field == field
    assert names(world) == before


def test_names_with_umlauts_are_the_same_in_capitals(world: Cast) -> None:
    ben = world.ben.actor()
    create_category(actor=ben, name="Ärger", color="brick")
    with pytest.raises(RefusedError):
        create_category(actor=ben, name="ÄRGER", color="brick")


def test_the_hundred_and_first_is_refused(world: Cast) -> None:
    ben = world.ben.actor()
    have = Category.objects.filter(company_id=ben.company_id).count()
    for n in range(MOST - have):
        create_category(actor=ben, name=f"Nr. {n}", color="stone")
    with pytest.raises(RefusedError):
        create_category(actor=ben, name="Zu viel", color="stone")
    assert len(names(world)) == MOST


def test_changing_to_the_name_of_another_changes_nothing(world: Cast) -> None:
    ben = world.ben.actor()
    with pytest.raises(RefusedError):
        change_category(actor=ben, category_id=world.categories["rechnung"], name="TECHNIK", color="moss")
    kept = Category.objects.get(pk=world.categories["rechnung"])
    assert (kept.name, kept.color) == ("Rechnung", "mustard")


def test_the_order_changes_by_one_and_stops_at_the_ends(world: Cast) -> None:
    ben = world.ben.actor()
    create_category(actor=ben, name="Dritte", color="teal")
    first = world.categories["technik"]
    assert names(world) == ["Technik", "Rechnung", "Dritte"]
    move_category(actor=ben, category_id=first, up=False)
    assert names(world) == ["Rechnung", "Technik", "Dritte"]
    for _ in range(3):
        move_category(actor=ben, category_id=first, up=False)
    assert names(world) == ["Rechnung", "Dritte", "Technik"]
    move_category(actor=ben, category_id=first, up=True)
    assert names(world) == ["Rechnung", "Technik", "Dritte"]


def test_however_far_a_category_moves_it_costs_the_same(world: Cast, budget: type[Budget]) -> None:
    ben = world.ben.actor()
    for n in range(30):
        create_category(actor=ben, name=f"Nr. {n}", color="stone")
    # The category, the order, one update; the tests' own transaction makes the savepoint's two more.
    with budget(3 + 2):
        place_category(actor=ben, category_id=world.categories["technik"], before=None)
    assert names(world)[-1] == "Technik"


def test_an_archived_category_stays_on_its_tickets(world: Cast) -> None:
    ben = world.ben.actor()
    technik = world.categories["technik"]
    side = internal(ben, category_ids=[technik])
    archive_category(actor=ben, category_id=technik, archived=True)
    side.refresh_from_db()
    assert side.category_ids == [technik]
    assert labels_for(ben)[technik].is_archived
    assert names(world) == ["Rechnung"]


def test_taking_back_a_name_that_is_taken_meanwhile_is_refused(world: Cast) -> None:
    ben = world.ben.actor()
    technik = world.categories["technik"]
    archive_category(actor=ben, category_id=technik, archived=True)
    create_category(actor=ben, name="Technik", color="moss")
    with pytest.raises(RefusedError):
        archive_category(actor=ben, category_id=technik, archived=False)
    assert labels_for(ben)[technik].is_archived


def test_how_many_tickets_carry_each_in_one_statement(world: Cast, budget: type[Budget]) -> None:
    ben = world.ben.actor()
    technik, rechnung = world.categories["technik"], world.categories["rechnung"]
    before = used_labels(ben)
    internal(ben, category_ids=[technik, rechnung])
    internal(ben, category_ids=[technik])
    with budget(1):
        after = used_labels(ben)
    assert (after[technik] - before[technik], after[rechnung] - before[rechnung]) == (2, 1)
    assert world.categories["fremd"] not in after


def test_agents_and_other_companies_change_nothing(world: Cast) -> None:
    with pytest.raises(ForbiddenError):
        create_category(actor=world.anna.actor(), name="Neu", color="sky")
    with pytest.raises(ForbiddenError):
        move_category(actor=world.anna.actor(), category_id=world.categories["technik"], up=False)
    with pytest.raises(ForbiddenError):
        place_category(actor=world.anna.actor(), category_id=world.categories["technik"], before=None)
    assert names(world) == ["Technik", "Rechnung"]
    with pytest.raises(NotFoundError):
        archive_category(actor=world.ben.actor(), category_id=world.categories["fremd"], archived=True)


def told(world: Cast) -> list[tuple[str, int | None]]:
    """Return what the company's record says of categories, oldest first."""
    world.ben.actor()
    rows = AuditEntry.objects.filter(verb__startswith="category-").order_by("id")
    return list(rows.values_list("verb", "subject_id"))


def test_customers_read_no_category_until_somebody_switches_it_on(world: Cast) -> None:
    ben = world.ben.actor()
    made = create_category(actor=ben, name="Neu", color="teal")
    assert not any(label.portal_visible for label in labels_for(ben).values())
    show_category(actor=ben, category_id=made.pk, shown=True)
    show_category(actor=ben, category_id=made.pk, shown=True)
    assert labels_for(ben)[made.pk].is_shown_to_customers
    change_category(actor=ben, category_id=made.pk, name="Neuer", color="teal")
    assert labels_for(ben)[made.pk].is_shown_to_customers
    archive_category(actor=ben, category_id=made.pk, archived=True)
    assert not labels_for(ben)[made.pk].is_shown_to_customers
    archive_category(actor=ben, category_id=made.pk, archived=False)
    show_category(actor=ben, category_id=made.pk, shown=False)
    assert not labels_for(ben)[made.pk].portal_visible
    verbs = ("added", "shown", "changed", "archived", "back", "hidden")
    assert told(world) == [(f"category-{verb}", made.pk) for verb in verbs]


def test_whoever_renames_does_not_switch_on_what_was_just_switched_off(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one's change comes between reading and writing, as it does where two write at once."""
    ben, pk = world.ben.actor(), world.categories["technik"]
    show_category(actor=ben, category_id=pk, shown=True)
    door = category_for

    def between(*wanted: Any) -> Category:
        read = door(*wanted)
        Category.objects.filter(pk=pk).update(portal_visible=False)
        return read

    monkeypatch.setattr("anliegen.tickets.actions.category.category_for", between)
    change_category(actor=ben, category_id=pk, name="Technisches", color="sky")
    monkeypatch.undo()
    stored = Category.objects.get(pk=pk)
    assert (stored.name, stored.portal_visible) == ("Technisches", False)


def test_who_may_not_switch_changes_nothing(world: Cast) -> None:
    with pytest.raises(ForbiddenError):
        show_category(actor=world.anna.actor(), category_id=world.categories["technik"], shown=True)
    with pytest.raises(NotFoundError):
        show_category(actor=world.ben.actor(), category_id=world.categories["fremd"], shown=True)
    for person in (world.ben, world.chris):
        assert not any(label.portal_visible for label in labels_for(person.actor()).values())
    assert told(world) == []
