"""The store of files: under the SHA-256 of their content, per company, never under a name from outside.

All of it goes through these functions, so that another store (objects over the network) can stand
behind them. A content never changes under its name; what is made from it lies beside it.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

from anliegen.common.errors import FULL, NoRoomError

VARIANTS = ("thumb", "view")
_CHUNK = 1 << 18
_HEX = frozenset("0123456789abcdef")
_NEW = "new"


class Readable(Protocol):
    """What can be read in pieces."""

    def read(self, size: int = ..., /) -> bytes: ...


class TooLargeError(Exception):
    """The stream holds more than it may."""


def put(company_id: int, stream: Readable, most: int) -> tuple[str, int]:
    """Store a stream and return (SHA-256 in hex, size). Durable when it returns.

    The bytes go to a temporary file first and get their name only when they are complete, so that
    neither a crash nor a full disk leaves half a file. Raises TooLargeError beyond `most` bytes, and
    NoRoomError when the disk is full.
    """
    digest, size = hashlib.sha256(), 0
    with _full_disk_refused(), _temporary(company_id) as temporary:
        with temporary.open("xb") as file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise TooLargeError
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        _name(temporary, path(company_id, digest.hexdigest()))
    return digest.hexdigest(), size


def put_variant(company_id: int, sha256: str, variant: str, content: bytes) -> None:
    """Store what was made from a content, such as its preview. Raises ValueError for another variant."""
    target = path(company_id, sha256, variant)
    with _full_disk_refused(), _temporary(company_id) as temporary:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _name(temporary, target)


def path(company_id: int, sha256: str, variant: str = "") -> Path:
    """Return where a content lies; `variant` names something made from it, such as a preview.

    Raises ValueError for anything that is not a digest: a path is never made of foreign text.
    """
    if len(sha256) != 64 or not set(sha256) <= _HEX:
        raise ValueError("not a digest")
    if variant and variant not in VARIANTS:
        raise ValueError("not a variant")
    folder = _company(company_id) / sha256[:2]
    return folder / (f"{sha256}.{variant}" if variant else sha256)


def open_file(company_id: int, sha256: str, variant: str = "") -> IO[bytes] | None:
    """Open a content for reading, or return None when it is not there."""
    try:
        return path(company_id, sha256, variant).open("rb")
    except FileNotFoundError:
        return None


def exists(company_id: int, sha256: str, variant: str = "") -> bool:
    """Say whether a content, or what was made from it, is there."""
    return path(company_id, sha256, variant).is_file()


def delete(company_id: int, sha256: str) -> None:
    """Remove a content and what was made from it. What is gone already is no fault."""
    for variant in (*VARIANTS, ""):
        path(company_id, sha256, variant).unlink(missing_ok=True)


def adopt(company_id: int, from_company: int, sha256: str) -> None:
    """Let a company have a content of another one as well, with what was made from it. Repeatable."""
    for variant in ("", *VARIANTS):
        source, target = path(from_company, sha256, variant), path(company_id, sha256, variant)
        if source.is_file() and not target.is_file():
            with source.open("rb") as stream, _full_disk_refused(), _temporary(company_id) as temporary:
                with temporary.open("xb") as file:
                    shutil.copyfileobj(stream, file, _CHUNK)
                    file.flush()
                    os.fsync(file.fileno())
                _name(temporary, target)


def delete_all(company_id: int) -> None:
    """Remove everything that a company has stored. What is gone already is no fault."""
    shutil.rmtree(_company(company_id), ignore_errors=True)


def companies() -> list[int]:
    """Return the companies that have stored anything."""
    root = Path(settings.FILES)
    return sorted(int(f.name) for f in root.iterdir() if f.name.isdigit()) if root.is_dir() else []


def stored(company_id: int) -> Iterator[str]:
    """Yield the digest of every content of a company."""
    for folder in sorted(_company(company_id).glob("??")):
        yield from sorted(f.name for f in folder.iterdir() if len(f.name) == 64)


def remove_unfinished(company_id: int, older_than_seconds: float) -> None:
    """Remove temporary files that a crash has left behind."""
    for file in (_company(company_id) / _NEW).glob("*"):
        try:
            if time.time() - file.stat().st_mtime > older_than_seconds:
                file.unlink()
        except FileNotFoundError:  # finished at this very moment
            continue


def _company(company_id: int) -> Path:
    return Path(settings.FILES) / str(int(company_id))


@contextmanager
def _temporary(company_id: int) -> Iterator[Path]:
    """Give a fresh path on the same file system; what still lies there afterwards goes."""
    folder = _company(company_id) / _NEW
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync(folder.parent.parent)
    temporary = folder / secrets.token_hex(16)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _full_disk_refused() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoomError("The file could not be stored: the disk is full.", "files") from error
        raise


def _name(temporary: Path, target: Path) -> None:
    """Give complete bytes their name, and make the name durable too, not only the bytes."""
    if not target.parent.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        _sync(target.parent.parent)
    temporary.replace(target)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
