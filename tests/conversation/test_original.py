"""The second, wider allow-list: what a foreign message looked like, without anything that acts."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anliegen.conversation.original import as_it_came
from anliegen.conversation.styles import kept_styles
from tests.conversation.hostile import ALL
from tests.growth import grows_with_length_alone

TAGS = {
    "p", "br", "hr", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "small", "big", "sub", "sup",
    "mark", "span", "font", "center", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt",
    "dd", "blockquote", "pre", "code", "tt", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
    "section", "article", "header", "footer", "figure", "figcaption", "address",
}  # fmt: skip
ATTRIBUTES = {
    "style", "class", "align", "valign", "bgcolor", "color", "face", "size", "width", "border", "cellpadding",
    "cellspacing", "colspan", "rowspan", "start", "type", "dir",
}  # fmt: skip
NEVER = re.compile(r"url|var\(|expression|@|\\|position|z-index|margin|/\*|attr\(|calc|[{}<>]", re.IGNORECASE)


def came(raw: str) -> str:
    return as_it_came(raw, lambda name: f"Bild: {name}" if name else "Bild", "Eingebetteter Inhalt")


class Check(HTMLParser):
    """Fails on anything that is not on the list, read by another parser than ours."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES
            assert name != "class" or value in {"address", "missing"}
            assert not NEVER.search(value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def check(html: str) -> None:
    parser = Check()
    parser.feed(html)
    parser.close()


@pytest.mark.parametrize(
    "frame", ["{}", "<p>{}</p>", "<table><tr><td>{}", "<a href='{}'>x</a>", "<p style='{}'>x"]
)
def test_nothing_hostile_stays(frame: str) -> None:
    for payload in ALL:
        check(came(frame.replace("{}", payload)))


@given(st.lists(st.sampled_from([*ALL, *(f"<{t}>" for t in TAGS), *(f"</{t}>" for t in TAGS)]), max_size=14))
def test_no_mixture_is_hostile(pieces: list[str]) -> None:
    check(came("".join(pieces)))


def test_what_a_letter_looks_like_stays() -> None:
    letter = (
        '<h1 align="center">Angebot</h1>'
        "<p style=\"color: #b00020; font-family: Arial, 'Segoe UI'; font-size: 11pt\">"
        'Sehr <font color="red" face="Georgia" size="+1">geehrte</font> <sup>1</sup></p>'
        '<table border="1" cellpadding="4" bgcolor="#eeeeee" width="100%"><tbody><tr>'
        '<td align="right" valign="top" colspan="2" style="border: 1px solid #ccc; padding: 2px 4px">1</td>'
        '</tr></tbody></table><ol start="3" type="a"><li>drei</li></ol>'
    )
    assert came(letter) == letter


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<img src=//t.example/p.gif alt='Unser Logo'>", '<span class="missing">[Bild: Unser Logo]</span>'),
        ("<img src=cid:1>", '<span class="missing">[Bild]</span>'),
        ("<img alt='<b>&quot;'>", '<span class="missing">[Bild: &lt;b&gt;"]</span>'),
        ("<iframe src=//t.example>x</iframe>", '<span class="missing">[Eingebetteter Inhalt]</span>'),
        (
            "<a href='https://a.example/?x=1&amp;y'>hier</a>",
            '<u>hier</u> <span class="address">(https://a.example/?x=1&amp;y)</span>',
        ),
        ("<a href='https://a.example/?x&amp;y'>https://a.example/?x&amp;y</a>", "<u>https://a.example/?x&amp;y</u>"),
        ("<a href='https://boese.example'>https://gut.example</a>", None),
        ("<a href='javascript:x'>x</a>", '<u>x</u> <span class="address">(javascript:x)</span>'),
        ("<a name=oben>x</a><a href=#oben>y</a>", "xy"),
        ("<a href='https://a.example/" + "x" * 400 + "'>x</a>", None),
        ("<style>p{color:red}</style><title>t</title>x<script>1</script>", "x"),
        ("<p class=address id=missing>x</p>", "<p>x</p>"),
    ],
)  # fmt: skip
def test_what_loads_or_leads_becomes_words(raw: str, shown: str | None) -> None:
    found = came(raw)
    check(found)
    if shown is None:
        assert '<span class="address">(https://' in found
        assert len(found) < 400
    else:
        assert found == shown


STYLES = [
    "background: url(//e.example)", "background: URL('//e.example')", "background:u\\72l(//e.example)",
    "background-image: image-set('//e.example' 1x)", "list-style: url(//e.example)",
    "content: url(//e.example)", "cursor: url(//e.example), auto", "border-image: url(//e.example)",
    "position: fixed", "position: absolute; top: 0", "POSITION:fixed", "po/**/sition: fixed",
    "z-index: 9", "margin: -100px", "margin-left: -9em", "top: -1px", "transform: scale(9)",
    "color: var(--x)", "--x: url(//e.example)", "width: calc(1px * 9)", "width: expression(alert(1))",
    "behavior: url(#x)", "-moz-binding: url(//e.example)", "color: attr(title)",
    "filter: url(//e.example)", "opacity: 0", "display: none", "float: left", "animation: x 1s",
    "font-size: 900px", "font-size: 0", "font-family: x} body{x", "font-family: 'a\\27; x'",
    "color: red !important; position: fixed", "color: rgb(1,2,url(//e.example))", "padding: -9px",
    "padding: 9999px", "border: 1px solid url(//e.example)", "pointer-events: none", "height: 9999px",
    "color: red\n}\np{position:fixed", "background: red url(//e.example)",
    "font-family: url(//e.example)",
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_no_style_loads_reads_or_leaves_its_place(style: str) -> None:
    assert not NEVER.search(kept_styles(style))
    assert kept_styles(style) in {"", "color: red"}
    check(came(f'<p style="{style}">x</p>'))


def test_styles_that_only_change_the_look_stay() -> None:
    assert kept_styles("COLOR: Red;;mso-bidi:x; font-weight:700 ;text-decoration: underline") == (
        "color: Red; font-weight: 700; text-decoration: underline"
    )


@pytest.mark.parametrize(
    "raw",
    [
        "<div>" * 100_000,
        "<font>" * 100_000 + "x",
        "<a href=https://a.example>" * 50_000,
        "<div><a href=https://a.example>" * 40_000,
        '<p style="' + "color:red;" * 150_000 + '">',
        '<p style="font-family:' + "a " * 500_000 + '">',
        "<table><tr><td>" * 30_000,
    ],
    ids=lambda raw: raw[:20],
)
def test_time_grows_with_length_alone(raw: str) -> None:
    assert grows_with_length_alone(came, raw)
