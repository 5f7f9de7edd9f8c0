"""What tests of exports do again and again: having one made, and reading its file."""

import hashlib
import io
import json
import zipfile
from typing import Any

from django.conf import settings

from anliegen.accounts.actions.exports import ask_for_export
from anliegen.accounts.models import CompanyExport
from anliegen.common import exports, tenancy
from anliegen.ops.export.run import make_export
from tests.cast import Person


def ordered(person: Person) -> int:
    """Ask for an export as an administrator; returns its number."""
    return ask_for_export(actor=person.actor()).pk


def row(person: Person, export_id: int) -> CompanyExport:
    tenancy.enter(person.company_id)
    return CompanyExport.objects.get(pk=export_id)


def made(person: Person) -> zipfile.ZipFile:
    """Have the person's company exported, as the worker does, and open the file."""
    export_id = ordered(person)
    make_export(person.company_id, export_id)
    export = row(person, export_id)
    assert export.state == "done", export.reason
    return opened(person.company_id, export.public_id)


def opened(company_id: int, public_id: str) -> zipfile.ZipFile:
    file = exports.open_export(company_id, public_id)
    assert file
    with file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    assert archive.testzip() is None
    return archive


def lines(archive: zipfile.ZipFile, noun: str) -> list[dict[str, Any]]:
    """Return the rows of a noun."""
    text = archive.read(f"{noun}.jsonl").decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def everything(archive: zipfile.ZipFile) -> bytes:
    """Return all names and contents in one piece, to look for words in."""
    return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())


def checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Compare every entry with what manifest and list of files say of it; returns the manifest."""
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    named = {entry["name"]: entry for entry in manifest["entries"]}
    named |= {entry["file"]: entry for entry in lines(archive, "dateien") if "sha256" in entry}
    assert set(archive.namelist()) == set(named) | {"manifest.json"}
    assert len(archive.namelist()) == len(set(archive.namelist()))
    for name, entry in named.items():
        content = archive.read(name)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"]), name
        if "rows" in entry:
            assert content.count(b"\n") == entry["rows"], name
    return manifest


def files_of(person: Person) -> list[str]:
    """Return what lies in the company's folder of exports."""
    folder = settings.FILES / str(person.company_id) / "export"
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
