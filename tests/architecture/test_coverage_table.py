"""Every test and file named in docs/abdeckung.md exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "abdeckung.md").read_text(encoding="utf-8")


def test_named_tests_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)
    assert len(named) > 20
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in _text(file)]
    assert not missing


def test_named_files_exist() -> None:
    missing = [path for path in re.findall(r"`(anliegen/[^`]+)`", TABLE) if not (ROOT / path).exists()]
    assert not missing


def _text(file: str) -> str:
    path = ROOT / file
    return path.read_text(encoding="utf-8") if path.exists() else ""
