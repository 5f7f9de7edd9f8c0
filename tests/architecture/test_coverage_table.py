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


def _text(file: str) -> str:
    path = ROOT / file
    return path.read_text(encoding="utf-8") if path.exists() else ""
