"""Reading the environment, before anything else is loaded."""

import os
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """Return a variable, or the content of the file that `NAME_FILE` points to."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def listing(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty entries."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]
