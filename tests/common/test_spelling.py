"""How far words are apart: typing errors, accents, and numbers, which are never mistyped."""

import pytest

from anliegen.common.spelling import errors_in


@pytest.mark.parametrize(
    ("typed", "meant", "errors"),
    [("Rathauss", "Rathaus", 1), ("rathuas", "Rathaus", 1), ("Ratahus", "rathaus", 1),
     ("Wartnug", "Wartung", 1), ("Wäremepumpe", "Wärmepumpe", 1),
     ("waermepumpe", "Wärmepumpe", 1), ("Heitzung", "Heizung", 1),
     ("Strasse", "Straße", 0), ("KÜHLUNG", "kuhlung", 0), ("Rohr", "Rhor", 1), ("e-117x", "E-117", 1)],
)  # fmt: skip
def test_typing_errors(typed: str, meant: str, errors: int) -> None:
    assert errors_in(typed, meant) == errors_in(meant, typed) == errors


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Kühlung", "Heizung"), ("Rohr", "Ruhe"), ("Tor", "Rohr"), ("e-171", "e-117"), ("4711", "4712"),
     ("E117", "E17"),
     ("Rechnung", "Rechnungsstelle"), ("x" * 41, "x" * 41), ("Haus", "")],
)  # fmt: skip
def test_other_words(typed: str, meant: str) -> None:
    assert errors_in(typed, meant) is None
