"""Where exports of companies lie: one ZIP file each, beside the company's other files.

What is being written has a name of its own until it is complete; renaming it is the last step.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

_FOLDER = "export"
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


class SupersededError(Exception):
    """Somebody else has begun the same export anew: what was written here is gone."""


@contextmanager
def part(company_id: int, public_id: str) -> Iterator[Path]:
    """Give a fresh path to write an export to; what an earlier try has left goes, and this too in the end.

    An earlier try that lives all the same writes on into a file without a name, and learns of it at the end.
    """
    folder = _folder(company_id)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_checked(public_id)}.*.part"):
        left.unlink(missing_ok=True)
    fresh = folder / f"{public_id}.{secrets.token_hex(8)}.part"
    try:
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def complete(company_id: int, public_id: str, written: Path) -> None:
    """Give what was written its name, durably. Raises SupersededError."""
    try:
        written.replace(_path(company_id, public_id))
    except FileNotFoundError:
        raise SupersededError from None
    handle = os.open(_folder(company_id), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_export(company_id: int, public_id: str) -> IO[bytes] | None:
    """Open an export for reading, or return None when it is not there."""
    try:
        return _path(company_id, public_id).open("rb")
    except FileNotFoundError:
        return None


def keep_only(company_id: int, public_ids: set[str]) -> int:
    """Remove every file, finished or not, of all other exports of a company; returns how many went."""
    others = [f for f in _folder(company_id).glob("*") if f.name.split(".")[0] not in public_ids]
    for file in others:
        file.unlink(missing_ok=True)
    return len(others)


def _folder(company_id: int) -> Path:
    return Path(settings.FILES) / str(int(company_id)) / _FOLDER


def _path(company_id: int, public_id: str) -> Path:
    return _folder(company_id) / f"{_checked(public_id)}.zip"


def _checked(public_id: str) -> str:
    """A path is never made of foreign text."""
    if not _ID.fullmatch(public_id):
        raise ValueError("not an id")
    return public_id
