"""Every test and file named in the tables of requirements, bad input and security exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = ["abdeckung.md", "schlechte-eingaben.md", "sicherheit.md"]


@pytest.mark.parametrize("table", TABLES)
def test_named_tests_exist(table: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", _text(f"docs/{table}"))
    assert len(named) > 20
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in _text(file)]
    assert not missing


@pytest.mark.parametrize("table", TABLES)
def test_named_files_exist(table: str) -> None:
    named = re.findall(r"`(anliegen/[^`]+)`", _text(f"docs/{table}"))
    assert not [path for path in named if not (ROOT / path).exists()]


def test_each_of_the_fifteen_decisions_has_its_place_and_its_test() -> None:
    """What no test notices says why: it is yet to come, or a rule that only people can keep."""
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", _text("docs/sicherheit.md"), re.MULTILINE)
    assert {int(number) for number, *_cells in rows} == set(range(1, 16))
    untested = [where for _number, _what, where, test in rows if "tests/" not in test]
    assert all("Tür offen" in where or "Regel für Menschen" in where for where in untested)
    named = re.findall(r"`(docs/[^`]+)`", _text("docs/sicherheit.md"))
    assert not [path for path in named if not (ROOT / path).exists()]


def _text(file: str) -> str:
    path = ROOT / file
    return path.read_text(encoding="utf-8") if path.exists() else ""
