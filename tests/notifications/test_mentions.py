"""Who is called by an @ in a text."""

import pytest

from anliegen.notifications.mentions import mentioned

PEOPLE = {1: "Anna Ahrens", 2: "Anna Ahrens-Moor", 3: "Jörg Groß", 4: "Anna Ahrens", 5: ""}


@pytest.mark.parametrize(
    ("html", "called"),
    [
        ("<p>@Anna Ahrens bitte</p>", [1, 4]),
        ("<p>Bitte @anna  ahrens, heute</p>", [1, 4]),
        ("<p>@Anna&nbsp;Ahrens</p>", [1, 4]),
        ("<p>@Anna Ahrens-Moor</p>", [2]),
        ("<p>@Anna Ahrensburg</p>", []),
        ("<p>@Jörg Groß und (@Anna Ahrens)</p>", [1, 3, 4]),
        ("<p>@<b>Jörg</b> Groß</p>", [3]),
        ("<p>mail@Anna Ahrens</p>", []),
        ("<p>Anna Ahrens</p>", []),
        ("<blockquote><p>@Anna Ahrens</p><blockquote>@Jörg Groß</blockquote></blockquote><p>ja</p>", []),
        ("<blockquote>x</blockquote><p>@Jörg Groß</p><blockquote>@Anna Ahrens</blockquote>", [3]),
        ("<p>@</p>", []),
        ("", []),
    ],
)
def test_who_is_called(html: str, called: list[int]) -> None:
    assert mentioned(html, PEOPLE) == called


def test_a_text_full_of_calls_stays_quick() -> None:
    people = {n: f"Person {n} Beispiel" for n in range(500)}
    assert mentioned("<p>" + "@Person 7 Beispiel " * 300 + "</p>", people) == [7]
