"""The store of files: under the SHA-256 of their content, per company, never under a name from outside."""

import errno
import hashlib
import os
import secrets
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

from anliegen.common.errors import RefusedError

_CHUNK = 1 << 18


class Readable(Protocol):
    """What can be read in pieces."""

    def read(self, size: int = ..., /) -> bytes: ...


class TooLargeError(Exception):
    """The stream holds more than it may."""


def put(company_id: int, stream: Readable, most: int) -> tuple[str, int]:
    """Store a stream and return (SHA-256 in hex, size). Durable when it returns.

    The bytes go to a temporary file first and get their name only when they are complete, so that
    neither a crash nor a full disk leaves half a file. Raises TooLargeError beyond `most` bytes, and
    RefusedError when the disk is full.
    """
    folder = _company(company_id) / "new"
    temporary = folder / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise TooLargeError
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        target = path(company_id, digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
        _sync(target.parent)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise RefusedError("The file could not be stored: the disk is full.", "files") from error
        raise
    finally:
        temporary.unlink(missing_ok=True)
    return digest.hexdigest(), size


def path(company_id: int, sha256: str, variant: str = "") -> Path:
    """Return where a content lies; `variant` names something made from it, such as a preview.

    Raises ValueError for anything that is not a digest: a path is never made of foreign text.
    """
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a digest")
    name = f"{sha256}.{variant}" if variant in {"thumb", "view"} else sha256
    return _company(company_id) / sha256[:2] / name


def open_file(company_id: int, sha256: str, variant: str = "") -> IO[bytes] | None:
    """Open a content for reading, or return None when it is not there."""
    try:
        return path(company_id, sha256, variant).open("rb")
    except FileNotFoundError:
        return None


def delete(company_id: int, sha256: str) -> None:
    """Remove a content and what was made from it."""
    for variant in ("", "thumb", "view"):
        path(company_id, sha256, variant).unlink(missing_ok=True)


def _company(company_id: int) -> Path:
    return Path(settings.FILES) / str(int(company_id))


def _sync(folder: Path) -> None:
    """Make the new name durable, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
