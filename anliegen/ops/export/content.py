"""Writing a company into an archive: rows first, in one snapshot, then the files that the rows name.

A cursor of the database hands the rows over a hundred at a time, so that a million tickets need no more
memory than ten. The snapshot ends before the files are copied: it keeps the database from clearing up.
"""

import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from django.db import connection

from anliegen.common import files, storage
from anliegen.common.tenancy import snapshot, tenant
from anliegen.ops.export.archive import Archive
from anliegen.ops.export.names import entry_name
from anliegen.ops.export.nouns import NOUNS, Noun

_FILES = "dateien.jsonl"


class Facts(NamedTuple):
    """What the manifest says beside the entries."""

    company: dict[str, Any]
    as_of: str
    files: int
    bytes: int
    missing: int


def write_company(archive: Archive, company_id: int) -> Facts:
    """Write all nouns and files of a company. Rows are those of one moment."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as named:
        with snapshot(company_id):
            company, as_of = _company(company_id)
            _plan_for_all()
            for noun in NOUNS:
                lines = _lines(noun, company_id)
                if noun.file == "anhaenge":
                    lines = _with_places(lines, named)
                archive.add_lines(f"{noun.file}.jsonl", lines)
        if company["logo_sha256"]:
            _name(named, company_id, company["logo_sha256"], "dateien/logo.png")
        number, size, missing = _copy(archive, named, company_id)
    return Facts({"name": company["name"], "slug": company["slug"]}, as_of, number, size, missing)


def _company(company_id: int) -> tuple[dict[str, Any], str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, slug, logo_sha256, now() FROM accounts_company WHERE id = %s", [company_id]
        )
        name, slug, logo, at = cursor.fetchone()
    return {"name": name, "slug": slug, "logo_sha256": logo}, at.isoformat()


def _plan_for_all() -> None:
    """Have cursors planned for all of their rows: by default it is the first ones that come fast."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")


def _lines(noun: Noun, company_id: int) -> Iterator[str]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(noun.sql, {"company": company_id})
        for (line,) in cursor:
            yield line


def _with_places(lines: Iterator[str], named: IO[str]) -> Iterator[str]:
    """Say in each row where its file stands, and note down whose store holds it."""
    for line in lines:
        row = json.loads(line)
        owner = row.pop("company_id")
        number, customer = row["ticket_number"], row["customer_id"]
        row["file"] = entry_name(row["id"], row["name"], ticket=number, customer=customer)
        _name(named, owner, row["sha256"], row["file"])
        yield json.dumps(row, ensure_ascii=False)


def _name(named: IO[str], owner: int, sha256: str, entry: str) -> None:
    named.write(json.dumps([owner, sha256, entry]) + "\n")


def _copy(archive: Archive, named: IO[str], company_id: int) -> tuple[int, int, int]:
    """Copy the files that are noted down; returns how many, their bytes, and how many are not there.

    Meanwhile the store is not swept. A file may have been deleted since the snapshot all the same.
    """
    number, size, missing = 0, 0, 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as listed:
        with tenant(company_id):
            storage.share(company_id)
            named.seek(0)
            for noted in named:
                owner, sha256, entry = json.loads(noted)
                copied = _one(archive, owner, sha256, entry, listed)
                number, size, missing = number + 1, size + (copied or 0), missing + (copied is None)
        listed.seek(0)
        archive.add_lines(_FILES, (line.rstrip("\n") for line in listed))
    return number - missing, size, missing


def _one(archive: Archive, owner: int, sha256: str, entry: str, listed: IO[str]) -> int | None:
    content = files.open_file(owner, sha256)
    row: dict[str, Any] = {"file": entry, "missing": True}
    if content is not None:
        with content:
            written = archive.add_file(entry, content)
        row = {"file": entry, "bytes": written.bytes, "sha256": written.sha256}
    listed.write(json.dumps(row, ensure_ascii=False) + "\n")
    return row.get("bytes")
