"""Addresses in words become links, and nothing else does."""

import pytest

from anliegen.conversation.linking import bare_marked
from anliegen.conversation.sanitise import clean_html, from_editor, from_plain, plain
from anliegen.conversation.snippets import as_typed
from tests.growth import grows_with_length_alone

RELATION = ' rel="noopener noreferrer nofollow ugc"'


def links(text: str) -> list[tuple[str, str]]:
    """Clean typed text and return its links: where they lead and what they say."""
    cleaned = clean_html(from_plain(text))
    assert not cleaned.is_less
    assert clean_html(cleaned.html).html == cleaned.html
    assert plain(cleaned.html) == plain(from_plain(text))
    found = [part.split("</a>")[0].split(RELATION + ">") for part in cleaned.html.split('<a href="')[1:]]
    return [(href.removesuffix('"'), words) for href, words in found]


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("Siehe https://a.example/x?y=1&z=2#k.", "https://a.example/x?y=1&amp;z=2#k", "https://a.example/x?y=1&amp;z=2#k"),
        ("(www.a.example)", "https://www.a.example", "www.a.example"),
        ("https://a.example/Rohr_(Bau), ja", "https://a.example/Rohr_(Bau)", "https://a.example/Rohr_(Bau)"),
        ("„http://müller.example:8080“", "http://müller.example:8080", "http://müller.example:8080"),
        ("an Max <max.m+x@a.example>:", "mailto:max.m+x@a.example", "max.m+x@a.example"),
        ("https://a.example/\u202egpj.exe", "https://a.example/", "https://a.example/"),
        ("HTTPS://A.example?&", "HTTPS://A.example", "HTTPS://A.example"),
    ],
)  # fmt: skip
def test_addresses_are_links(text: str, href: str, words: str) -> None:
    assert links(text) == [(href, words)]


@pytest.mark.parametrize(
    "text",
    [
        "https://bank.example@other.example/x", "https://xn--bnk-0ra.example", "a@b@c.example", "https://a",
        "javascript://a.example/%0a", "xhttps://a.example", "Version 1.2.3 von A.B", "@Anna Groß", "www.",
        "http://a.example:x/",
    ],
)  # fmt: skip
def test_what_is_none_or_another_than_it_looks_stays_words(text: str) -> None:
    assert links(text) == []


def test_a_link_that_is_one_already_leads_where_it_did() -> None:
    written = f'<p><a href="https://a.example"{RELATION}>https://b.example <b>c@d.example</b></a></p>'
    assert clean_html(written).html == written


def test_only_a_link_whose_words_lead_elsewhere_has_its_address_printed() -> None:
    typed = "https://a.example/ www.b.example"
    safe = clean_html(
        f"{from_plain(typed)}<a href='https://c.example'>Plan</a><a href='https://d.example'>https://e.example</a>"
    )
    marked = bare_marked(safe.html)
    assert marked.replace(' class="bare"', "") == safe.html
    assert [part.split('"')[1] for part in marked.split("<a ")[1:]] == [
        "bare", "bare", "https://c.example", "https://d.example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["www." * 400_000, "a@" * 900_000, "http://a" + ".a" * 900_000, "https://a.example/" + ")" * 1_900_000],
    ids=lambda text: text[:20],
)
def test_links_cost_no_more_than_the_length_of_the_text(text: str) -> None:
    assert grows_with_length_alone(clean_html, text)


def test_columns_and_indents_stay_as_they_were_typed() -> None:
    assert (
        from_plain("a\n  - b\n\tc  d   e") == "<p>a<br>\xa0\xa0- b<br>\xa0\xa0\xa0\xa0c\xa0 d\xa0\xa0 e</p>"
    )
    assert (
        from_editor("<p>  a</p><p>b<br>  <b>c</b>  d</p>")
        == "<p>\xa0\xa0a</p><p>b<br>\xa0\xa0<b>c</b>\xa0 d</p>"
    )


def test_a_canned_text_with_an_address_is_changed_as_plain_text() -> None:
    stored = clean_html(from_plain("Siehe https://a.example/\nGruß")).html
    assert as_typed(stored) == ("Siehe https://a.example/\nGruß", False)
