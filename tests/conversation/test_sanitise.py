"""HTML from outside: what stays, what goes, and that it takes no longer than its length allows."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anliegen.common.errors import RefusedError
from anliegen.conversation.sanitise import clean_html, from_plain, image_ids, is_empty, plain, with_images
from tests.conversation.hostile import ALL
from tests.growth import grows_with_length_alone

ID = "A" * 22
TAGS = {
    "p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "a", "img", "hr", "pre",
    "code", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "rel", "alt", "data-upload", "start", "colspan", "rowspan"}


class Check(HTMLParser):
    """Fails on anything that is not on the list, read by another parser than ours."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name == "href":
                assert value
                assert value.split(":")[0].lower() in {"http", "https", "mailto", "tel"}
            if name == "rel":
                assert value == "noopener noreferrer nofollow ugc"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def check(html: str) -> None:
    parser = Check()
    parser.feed(html)
    parser.close()


@pytest.mark.parametrize("payload", ALL)
@pytest.mark.parametrize(
    "frame", ["{}", "<p>{}</p>", "<table><tr><td>{}", "<ul><li><b>{}", "<a href='{}'>x</a>"]
)
def test_nothing_hostile_stays(payload: str, frame: str) -> None:
    safe = clean_html(frame.replace("{}", payload), {ID}).html
    check(safe)
    assert clean_html(safe, {ID}).html == safe


pieces = st.one_of(
    st.sampled_from(ALL),
    st.sampled_from([f"<{tag}>" for tag in sorted(TAGS)] + [f"</{tag}>" for tag in sorted(TAGS)]),
    st.sampled_from(
        ["<svg>", "</svg>", "<math>", "<style>", "</style>", "<!--", "-->", "<select>", "<form>"]
    ),
    st.text(max_size=8),
)


@given(st.lists(pieces, max_size=14).map("".join))
def test_any_mixture_is_safe_and_stays_as_it_is(text: str) -> None:
    safe = clean_html(text, {ID}).html
    check(safe)
    assert clean_html(safe, {ID}).html == safe


@given(st.text())
def test_plain_text_comes_back_as_words(text: str) -> None:
    safe = clean_html(from_plain(text)).html
    check(safe)
    assert plain(safe) == plain(from_plain(text))


def test_what_people_write_stays() -> None:
    written = (
        "<p>Guten <strong>Tag</strong> <em>Frau</em> <u>Moor</u>,<br>siehe <s>oben</s></p>"
        "<ul><li>eins</li><li>zwei</li></ul><ol><li>drei</li></ol>"
        "<blockquote><p>Zitat</p></blockquote><pre><code>x &lt; y</code></pre><hr>"
        "<table><tbody><tr><th>A</th><td>B</td></tr></tbody></table>"
    )
    cleaned = clean_html(written)
    assert cleaned.html == written
    assert not cleaned.is_less


def test_links_leave_without_a_trace() -> None:
    safe = clean_html("<a href='https://a.example/?x=1&y=2' target=_top>hier</a>").html
    assert safe == (
        '<a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer nofollow ugc">hier</a>'
    )
    assert clean_html("<a href='javascript:alert(1)'>hier</a>").html == "hier"


def test_headings_become_paragraphs() -> None:
    assert clean_html("<h1>Titel</h1>Text").html == "<p>Titel</p>Text"


def test_own_uploads_are_the_only_images() -> None:
    source = (
        f'<img src="/anhaenge/{ID}/token/view/x.png" alt="Foto"><img data-upload="{"B" * 22}"><img src=x>'
    )
    safe = clean_html(source, {ID}).html
    assert safe == f'<img data-upload="{ID}" alt="Foto">'
    assert image_ids(safe) == {ID}
    assert clean_html(source).html == ""


def test_an_attribute_cannot_pass_for_an_image() -> None:
    fake = f"<img data-upload=&quot;{ID}&quot; alt=&quot;&quot;>"
    safe = clean_html(
        f'<a href="https://a.example" title="{fake}">x</a><img data-upload={ID} alt="{fake}">', {ID}
    ).html
    assert with_images(safe, lambda upload_id, alt: "[bild]").count("[bild]") == 1
    check(with_images(safe, lambda upload_id, alt: f'<img alt="{alt}">'))


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 10_000,
        "<b>" * 10_000,
        '<div title="</div>">' * 10_000,
        "<div></b>" * 10_000,
        "<div><!--</div>-->" * 10_000,
        "<table><tr><td>" * 10_000,
        "<ul><li>" * 10_000,
    ],
)
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    before = time.process_time()
    with pytest.raises(RefusedError, match="nested too deeply"):
        clean_html(text)
    assert time.process_time() - before < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "<p>" * 10_000,
        "<a b='" * 250_000,
        "<a b=\"<a b='" * 150_000,
        "<script>" * 200_000,
        "<!--" * 400_000,
        "<a " + "=" * 1_900_000,
        "<a " + "a=1 " * 400_000,
        ("<p>" + "<b>" * 90 + "x") * 1200,
        "<table>" + "<b>x" * 90 + "<i></i>" * 20_000,
        "</p>" * 100_000,
    ],
)
def test_time_grows_with_length_alone(text: str) -> None:
    assert grows_with_length_alone(clean_html, text)


def test_too_much_is_refused() -> None:
    clean_html("<p>" + "x" * 1_999_000 + "</p>")
    for text in ("x" * 2_000_001, "ä" * 1_000_001, "<" * 1_900_000):
        with pytest.raises(RefusedError, match="too long"):
            clean_html(text)


def test_plain_text_keeps_its_lines() -> None:
    assert from_plain("Guten Tag\n<b>Moor</b>\r\n\r\n\nGruß\n") == (
        "<p>Guten Tag<br>&lt;b&gt;Moor&lt;/b&gt;</p><p>Gruß</p>"
    )
    assert from_plain("\x00a\ud800") == "<p>a</p>"
    assert from_plain(" \n ") == ""


def test_words_of_markup_in_one_line() -> None:
    assert plain('<p>Eins<br>zwei</p><p>drei &amp; <b>vi</b>er <img alt="a>b" data-upload="x"></p>') == (
        "Eins zwei drei & vier"
    )


@pytest.mark.parametrize("text", ["", "<p></p>", "<p>&nbsp;\u200b</p>", "<p><br></p>", "<hr>"])
def test_nothing_to_read_is_empty(text: str) -> None:
    assert is_empty(clean_html(text).html)


def test_an_image_is_something_to_see() -> None:
    assert not is_empty(clean_html(f"<p><img data-upload={ID}></p>", {ID}).html)
