"""What replies repeat is told apart from what they say; nothing is lost and nothing becomes unsafe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anliegen.conversation.quoting import pieces
from anliegen.conversation.sanitise import clean_html, from_plain, plain

ANSWER = "<p>Der Zeiger steht bei 0,6.</p>"
QUOTE = "<blockquote><p>Welchen Wert zeigt das Manometer?</p></blockquote>"
LONG = f"<blockquote><p>{'Ein langer Verlauf. ' * 40}</p></blockquote>"


def shape(html: str) -> list[tuple[str, bool]]:
    return [(plain(p.html), p.is_quote) for p in pieces(clean_html(html).html)]


@pytest.mark.parametrize(
    ("html", "said", "quoted"),
    [
        (ANSWER + QUOTE, "Der Zeiger steht bei 0,6.", "Welchen Wert"),
        (f"<div>{ANSWER}{QUOTE}</div>", "Der Zeiger steht bei 0,6.", "Welchen Wert"),
        (f"{ANSWER}<p>Am 3.5.2026 um 12:01 schrieb Max Muster:</p>{QUOTE}", "Der Zeiger", "Am 3.5.2026"),
        (f"{ANSWER}<p>On 3 May 2026, Max wrote:</p>{QUOTE}<p><br></p>", "Der Zeiger", "On 3 May"),
        (f"{ANSWER}<p>-----Ursprüngliche Nachricht-----</p><p>Alt.</p>", "Der Zeiger", "-----Ursprüngliche"),
        (
            f"{ANSWER}<div><b>Von:</b> M<br><b>Gesendet:</b> Mo<br><b>Betreff:</b> Heizung</div><p>Alt.</p>",
            "Der Zeiger",
            "Von: M",
        ),
        (from_plain("Danke.\n\n> Alt eins\n> Alt zwei"), "Danke.", "> Alt eins"),
        (from_plain("Danke.\n\nAm 3.5.2026 schrieb Max:\n> Alt eins\n> Alt zwei"), "Danke.", "Am 3.5.2026"),
    ],
)
def test_the_history_below_an_answer_is_quoted(html: str, said: str, quoted: str) -> None:
    (own, is_quote), (old, is_old) = shape(html)
    assert own.startswith(said)
    assert old.startswith(quoted)
    assert (is_quote, is_old) == (False, True)


@pytest.mark.parametrize(
    "html",
    [
        ANSWER,
        QUOTE,  # nothing but a quotation: it is what was said
        f"<p>Sie fragen:</p>{QUOTE}<p>Hier die Antwort: 0,6.</p>",  # a short one belongs to the answer
        "<p>Von: hier an gilt das.</p>",
        "<p>Der Wert ist &gt; 3.</p>",
        "",
    ],
)
def test_an_answer_without_history_stays_whole(html: str) -> None:
    assert [is_quote for _, is_quote in shape(html)] == [False]


def test_a_long_quotation_in_the_middle_is_folded() -> None:
    assert [is_quote for _, is_quote in shape(f"<p>Vorher.</p>{LONG}<p>Nachher.</p>")] == [False, True, False]


_PARTS = st.lists(
    st.sampled_from([ANSWER, QUOTE, LONG, "<p>&gt; a</p>", "Wort", "<br>", "<div>", "</div>", "<ul><li>x"]),
    max_size=8,
)


@given(_PARTS)
def test_nothing_is_lost_and_each_piece_is_clean(parts: list[str]) -> None:
    safe = clean_html("".join(parts)).html
    found = pieces(safe)
    assert plain("".join(p.html for p in found)) == plain(safe)
    assert all(clean_html(p.html).html == p.html for p in found)
