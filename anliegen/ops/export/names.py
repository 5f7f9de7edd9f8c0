"""Names of files inside an export: made from names that somebody has typed, safe on every system."""

import re

from anliegen.common.text import line

_LONGEST = 120
# What separates folders or drives anywhere, and what Windows does not take.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FILES = "dateien"


def entry_name(file_id: int, name: str, *, ticket: int | None, customer: int | None) -> str:
    """Return where a file stands in the export. Its id makes the name unique, whatever the file is called."""
    where = f"tickets/{ticket}" if ticket is not None else f"kunden/{customer or 0}"
    return f"{_FILES}/{where}/{file_id}-{safe(name)}"


def safe(name: str) -> str:
    """Return the name as one part of a path: no separators, no leading dots, nothing that means something.

    The end stays, because it says what the file is.
    """
    kept = _UNSAFE.sub("_", line(name)).lstrip(". ").rstrip(". ")
    if _RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    while len(kept.encode("utf-8")) > _LONGEST:
        stem, dot, end = kept.rpartition(".")
        kept = f"{stem[:-1]}{dot}{end}" if stem and len(end) < 20 else kept[:-1]
    return kept.rstrip(". ") or "datei"
