"""Canned texts: who manages them, what is refused, and that nothing hostile is stored."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anliegen.accounts.models import AuditEntry
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError, StaleError
from anliegen.conversation.actions import snippet as actions
from anliegen.conversation.models import Snippet
from anliegen.conversation.sanitise import Cleaned, clean_html
from anliegen.conversation.snippets import as_typed, listed_snippets, snippet_texts
from tests.cast import Cast
from tests.conversation.hostile import FAMILIES

HTML = "<p>Mit <strong>freundlichen</strong> Grüßen</p>"


def made(world: Cast, title: str = "Grüße", html: str = HTML) -> Snippet:
    return actions.create_snippet(actor=world.ben.actor(), title=title, html=html)


def rows() -> list[dict[str, Any]]:
    return list(Snippet.objects.order_by("id").values())


def recorded() -> list[tuple[str, Any]]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", "after"))


def test_from_adding_to_putting_back(world: Cast) -> None:
    snippet = made(world, "  Grüße\u202e  an alle ")
    assert (snippet.title, snippet.html, snippet.created_by_id) == (
        "Grüße an alle",
        HTML,
        world.ben.membership_id,
    )
    ben = world.ben.actor()
    changed = actions.change_snippet(
        actor=ben, snippet_id=snippet.pk, title="Gruß", html="<p>Gruß</p>", version=1
    )
    assert (changed.version, changed.changed_by_id) == (2, world.ben.membership_id)
    actions.remove_snippet(actor=ben, snippet_id=snippet.pk, removed=True)
    assert (snippet_texts(ben), listed_snippets(ben)) == ([], [])
    actions.remove_snippet(actor=ben, snippet_id=snippet.pk, removed=False)
    assert [(t.title, t.html) for t in snippet_texts(world.anna.actor())] == [("Gruß", "<p>Gruß</p>")]
    assert recorded()[-4:] == [
        ("snippet-added", {"title": "Grüße an alle"}),
        ("snippet-changed", {"title": "Gruß"}),
        ("snippet-removed", {"title": "Gruß"}),
        ("snippet-back", {"title": "Gruß"}),
    ]


@pytest.mark.parametrize(
    ("title", "html", "field"),
    [
        ("", HTML, "title"),
        (" \u200b\n", HTML, "title"),
        ("x" * 81, HTML, "title"),
        ("grÜSSE", HTML, "title"),
        ("Neu", "", "body"),
        ("Neu", "<p> <br> </p>", "body"),
        ("Neu", f"<p>{'x' * 20_000}</p>", "body"),
    ],
)
def test_what_is_refused_changes_nothing(world: Cast, title: str, html: str, field: str) -> None:
    made(world, "Grüsse")
    other = made(world, "Andere")
    before, entries = rows(), recorded()
    ben = world.ben.actor()
    with pytest.raises(RefusedError) as refusal, transaction.atomic():
        actions.create_snippet(actor=ben, title=title, html=html)
    assert refusal.value.field == field
    with pytest.raises(RefusedError), transaction.atomic():
        actions.change_snippet(actor=ben, snippet_id=other.pk, title=title, html=html, version=1)
    assert (rows(), recorded()) == (before, entries)


def test_eighty_characters_and_twenty_thousand_fit(world: Cast) -> None:
    snippet = made(world, "x" * 80, f"<p>{'x' * 19_993}</p>")
    assert (len(snippet.title), len(snippet.html)) == (80, 20_000)


def test_who_is_slower_is_told_and_overwrites_nothing(world: Cast) -> None:
    snippet = made(world)
    ben = world.ben.actor()
    actions.change_snippet(actor=ben, snippet_id=snippet.pk, title="Erster", html=HTML, version=1)
    before = rows()
    with pytest.raises(StaleError), transaction.atomic():
        actions.change_snippet(actor=ben, snippet_id=snippet.pk, title="Zweiter", html=HTML, version=1)
    assert rows() == before


def test_agents_use_and_do_not_manage(world: Cast) -> None:
    snippet = made(world)
    before = rows()
    anna = world.anna.actor()
    assert [text.title for text in snippet_texts(anna)] == ["Grüße"]
    for act in (
        lambda: actions.create_snippet(actor=anna, title="Neu", html=HTML),
        lambda: actions.change_snippet(actor=anna, snippet_id=snippet.pk, title="x", html=HTML, version=1),
        lambda: actions.remove_snippet(actor=anna, snippet_id=snippet.pk, removed=True),
        lambda: listed_snippets(anna),
    ):
        with pytest.raises(ForbiddenError):
            act()
    assert rows() == before


def test_another_companys_do_not_exist(world: Cast) -> None:
    snippet = made(world)
    before = rows()
    chris = world.chris.actor()
    assert (snippet_texts(chris), listed_snippets(chris), rows()) == ([], [], [])
    for act in (
        lambda: actions.change_snippet(actor=chris, snippet_id=snippet.pk, title="x", html=HTML, version=1),
        lambda: actions.remove_snippet(actor=chris, snippet_id=snippet.pk, removed=True),
    ):
        with pytest.raises(NotFoundError):
            act()
    world.ben.actor()
    assert rows() == before


def test_the_database_keeps_authors_within_the_company(world: Cast) -> None:
    snippet = made(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snippet.objects.filter(pk=snippet.pk).update(changed_by_id=world.carla.membership_id)


def test_a_title_taken_meanwhile_keeps_the_removed_one_away(world: Cast) -> None:
    first = made(world)
    actions.remove_snippet(actor=world.ben.actor(), snippet_id=first.pk, removed=True)
    made(world)
    before = rows()
    with pytest.raises(RefusedError), transaction.atomic():
        actions.remove_snippet(actor=world.ben.actor(), snippet_id=first.pk, removed=False)
    assert rows() == before


def test_the_two_hundred_and_first_is_refused(world: Cast) -> None:
    first = made(world)
    Snippet.objects.bulk_create(
        Snippet(
            company_id=first.company_id,
            title=f"Text {n}",
            html=HTML,
            created_by_id=first.created_by_id,
            created_at=first.created_at,
        )
        for n in range(199)
    )
    with pytest.raises(RefusedError), transaction.atomic():
        made(world, "Einer zu viel")
    assert len(rows()) == 200
    actions.remove_snippet(actor=world.ben.actor(), snippet_id=first.pk, removed=True)
    made(world, "Nun ist Platz")
    with pytest.raises(RefusedError), transaction.atomic():
        actions.remove_snippet(actor=world.ben.actor(), snippet_id=first.pk, removed=False)
    assert len(snippet_texts(world.anna.actor())) == 200


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_hostile_is_stored(world: Cast, family: str) -> None:
    for n, markup in enumerate(FAMILIES[family]):
        html = made(world, f"{family} {n}", f"<p>Text</p>{markup}").html
        # What the sanitiser lets through unchanged is safe; its own tests say why.
        assert clean_html(html) == Cleaned(html, False), markup
        assert "<script" not in html, markup


@pytest.mark.parametrize(
    ("html", "typed"),
    [
        (
            "<p>Guten Tag,<br>bis bald &amp; danke</p><p>Ihr Team</p>",
            "Guten Tag,\nbis bald & danke\n\nIhr Team",
        ),
        (HTML, None),
        ("<ul><li>a</li></ul>", None),
        ("<p>a &lt;b&gt; c</p>", "a <b> c"),
    ],
)
def test_plain_texts_are_changed_as_plain_texts(html: str, typed: str | None) -> None:
    assert as_typed(html) == ((html, True) if typed is None else (typed, False))
