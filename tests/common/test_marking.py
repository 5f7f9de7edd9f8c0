"""What a search found is marked where it stands, compared as the search compares."""

import pytest

from anliegen.common.marking import parted


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Thalheim Architekten", "thal", "[Thal]heim Architekten"),
        ("Am Thalsee, Ruprecht Thaler", "thal", "Am [Thal]see, Ruprecht [Thal]er"),
        ("Löwenthal", "lowen", "[Löwen]thal"),
        ("Großmann", "gross", "[Groß]mann"),
        ("Weißssee", "s", "Wei[ß][s][s]ee"),
        ("Ünal", "U", "[Ü]nal"),
        ("aaa", "aa", "[aa]a"),
        ("Thalheim", "", "Thalheim"),
        ("Thalheim", " \u200b ", "Thalheim"),
        ("Thalheim", "moor", "Thalheim"),
        ("", "thal", ""),
        ("A & B", "& b", "A [& B]"),
    ],
)
def test_marks(text: str, query: str, shown: str) -> None:
    assert "".join(f"[{part}]" if is_found else part for part, is_found in parted(text, query)) == shown
