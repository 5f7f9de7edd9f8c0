"""The store of files: whole or not at all, and never under a name from outside."""

import errno
import hashlib
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest

from anliegen.common import files
from anliegen.common.errors import RefusedError


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def put(content: bytes, company: int = 7, most: int = 1000) -> tuple[str, int]:
    return files.put(company, io.BytesIO(content), most)


def names(store: Path) -> list[str]:
    return sorted(str(f.relative_to(store)) for f in store.rglob("*") if f.is_file())


def test_a_content_lies_under_its_digest(store: Path) -> None:
    sha256, size = put(b"hallo")
    assert sha256 == hashlib.sha256(b"hallo").hexdigest()
    assert size == 5
    assert names(store) == [f"7/{sha256[:2]}/{sha256}"]
    assert re.fullmatch(r"[0-9a-f/]+", names(store)[0])


def test_the_same_content_is_stored_once_per_company(store: Path) -> None:
    assert put(b"hallo") == put(b"hallo")
    put(b"hallo", company=8)
    assert len(names(store)) == 2


def test_what_was_put_can_be_read(store: Path) -> None:
    sha256, _ = put(b"hallo")
    with files.open_file(7, sha256) or io.BytesIO() as content:
        assert content.read() == b"hallo"
    assert files.open_file(8, sha256) is None
    assert files.exists(7, sha256)
    assert not files.exists(7, sha256, "thumb")


def test_too_large_leaves_nothing(store: Path) -> None:
    with pytest.raises(files.TooLargeError):
        put(b"x" * 1001)
    assert names(store) == []


class Broken(io.BytesIO):
    """A client that goes away in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(3)


def test_a_broken_stream_leaves_nothing(store: Path) -> None:
    with pytest.raises(ConnectionResetError):
        files.put(7, Broken(b"hallo"), 1000)
    assert names(store) == []


def test_a_full_disk_is_said_in_one_sentence_and_leaves_nothing(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match="the disk is full"):
        put(b"hallo")
    assert names(store) == []


def test_other_faults_of_the_disk_are_not_hidden(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        put(b"hallo")


@pytest.mark.parametrize(
    "name", ["../../x", "..\\x", "/etc/passwd", "a" * 63, "a" * 65, "A" * 64, "\x00" * 64, "a" * 62 + "/."]
)
def test_only_a_digest_names_a_file(store: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a digest"):
        files.path(7, name)


def test_only_known_variants_exist(store: Path) -> None:
    sha256, _ = put(b"hallo")
    with pytest.raises(ValueError, match="not a variant"):
        files.path(7, sha256, "../x")
    files.put_variant(7, sha256, "thumb", b"klein")
    assert files.exists(7, sha256, "thumb")


def test_deleting_takes_what_was_made_along(store: Path) -> None:
    sha256, _ = put(b"hallo")
    files.put_variant(7, sha256, "view", b"bild")
    files.delete(7, sha256)
    files.delete(7, sha256)
    assert names(store) == []


def test_the_store_lists_contents_and_not_what_was_made_from_them(store: Path) -> None:
    sha256, _ = put(b"hallo")
    files.put_variant(7, sha256, "view", b"bild")
    assert list(files.stored(7)) == [sha256]
    assert list(files.stored(8)) == []
    assert files.companies() == [7]


def test_only_old_unfinished_files_go(store: Path) -> None:
    put(b"hallo")
    left = store / "7" / "new" / "ab"
    left.write_bytes(b"half")
    files.remove_unfinished(7, 3600)
    assert left.exists()
    os.utime(left, (0, 0))
    files.remove_unfinished(7, 3600)
    assert not left.exists()
