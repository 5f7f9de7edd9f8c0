"""Fields keep what was typed, tie their error to the field, and let no typed markup through."""

from collections.abc import Iterator

import pytest
from django.template import engines
from django.test import override_settings

SCRIPT = "<script>alert(1)</script>"

PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _no_collected_files() -> Iterator[None]:
    """Names of static files without hashes, so that nothing has to be collected."""
    with override_settings(STORAGES=PLAIN_FILES):
        yield


def render(source: str, **values: object) -> str:
    return str(engines["jinja2"].from_string(source).render(values))


def field(call: str, **values: object) -> str:
    return render('{% import "ui/field.html" as ui %}{{ ui.' + call + " }}", **values)


def test_an_error_is_tied_to_its_field() -> None:
    html = field('text_field("email", "E-Mail", value="s@", hint="Beruflich", error="Unvollständig")')
    assert 'aria-describedby="field-email-hint field-email-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="field-email-error"' in html
    assert 'value="s@"' in html


def test_a_field_without_notes_points_nowhere() -> None:
    html = field('text_field("name", "Name")')
    assert "aria-" not in html.replace('aria-hidden="true"', "")
    assert "required" not in html


def test_a_password_never_comes_back() -> None:
    assert "geheim" not in field('text_field("password", "Passwort", value="geheim", type="password")')


def test_typed_markup_stays_text() -> None:
    for call in ('text_field("a", "A", value=typed)', 'text_area("a", "A", value=typed, error=typed)'):
        html = field(call, typed=SCRIPT)
        assert SCRIPT not in html
        assert "&lt;script&gt;" in html


def test_the_first_line_break_of_a_text_survives() -> None:
    # A browser drops the line break right after <textarea>; ours must not be the one it drops.
    assert "\n\nzwei" in field('text_area("a", "A", value="\\nzwei")')


def test_choices_compare_as_text() -> None:
    html = field('select_field("p", "P", [(1, "Niedrig"), (2, "Mittel")], value="2")')
    assert 'value="2" selected' in html
    assert 'value="1" selected' not in html
    tiles = field('radio_tiles("to", "An", [("a", "A", "x", "house"), ("b", "B", "y", "house")], value="b")')
    assert 'value="b" checked' in tiles
    assert 'value="a" checked' not in tiles


def test_a_switch_says_it_is_one() -> None:
    html = field('tick("visible", "Sichtbar", checked=true, kind="switch")')
    assert 'role="switch"' in html
    assert " checked" in html


def test_a_dialog_is_named_by_its_title() -> None:
    html = render(
        '{% from "ui/dialog.html" import dialog %}{% call dialog("d", "Kategorien") %}Inhalt{% endcall %}'
    )
    assert 'aria-labelledby="d-title"' in html
    assert '<h2 id="d-title">Kategorien</h2>' in html
    assert 'method="dialog"' in html
    assert "Inhalt" in html


def test_red_banners_are_said_at_once() -> None:
    source = '{% from "ui/banner.html" import banner %}{{ banner(kind, "Titel", "Text") }}'
    assert 'role="alert"' in render(source, kind="red")
    assert 'role="status"' in render(source, kind="green")


def test_a_lock_names_the_person() -> None:
    html = render('{% from "ui/signs.html" import lock %}{{ lock("Maria <b>") }}')
    assert "Maria &lt;b&gt;" in html


def test_an_empty_state_offers_what_to_do_next() -> None:
    call = '{% call empty("Nichts.", kind="search") %}<a>Weiter</a>{% endcall %}'
    html = render('{% from "ui/empty.html" import empty %}' + call)
    assert '<div class="row"><a>Weiter</a></div>' in html
    assert "<h2>Nichts.</h2>" in html


def test_a_button_takes_further_attributes() -> None:
    call = '{{ button("Senden", "primary", attributes={"data-send": typed}) }}'
    html = render('{% from "ui/button.html" import button %}' + call, typed='"><b>')
    assert 'class="button button--primary"' in html
    assert "<b>" not in html
