"""Whether this very program has prepared an installation already: then a start need not do it again.

Preparing loads all of Django only to find nothing to do, a third of a start. What it would look at is looked
at here by itself: the program's files, the collected ones, and what the database says of its schema. Knows
no Django. Whatever is in doubt is prepared.
"""

import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import psycopg

PACKAGE = Path(__file__).resolve().parent.parent
_STAMP = "prepared.json"
_STATE = """
SELECT md5(string_agg(app || '.' || name, ' ' ORDER BY app, name)), EXISTS (SELECT FROM accounts_company)
  FROM django_migrations
"""


def is_prepared(data: Path, owner_url: str, *, with_demo: bool, package: Path = PACKAGE) -> bool:
    """Say whether schema, static files and companies are as the last preparation left them."""
    try:
        stamp = json.loads((data / _STAMP).read_text(encoding="utf-8"))
        schema, has_companies = _state(owner_url)
    except (OSError, ValueError, psycopg.Error):
        return False
    is_collected = (data / "static" / "staticfiles.json").is_file()
    same = stamp == {"program": program(package), "schema": schema}
    return same and is_collected and (has_companies or not with_demo)


def note(data: Path, owner_url: str, *, package: Path = PACKAGE) -> None:
    """Keep what the installation has been prepared with."""
    schema, _has_companies = _state(owner_url)
    temporary = data / f".{_STAMP}"
    temporary.write_text(json.dumps({"program": program(package), "schema": schema}), encoding="utf-8")
    temporary.replace(data / _STAMP)


def program(package: Path = PACKAGE) -> str:
    """Return a digest of whatever decides what preparing does; contents are known by size and time."""
    digest = hashlib.sha256(sys.version.encode())
    # Every package that is installed or updated changes the folder of all of them.
    digest.update(str(Path(sysconfig.get_path("purelib")).stat().st_mtime_ns).encode())
    for file in sorted(_sources(package)):
        about = file.stat()
        line = f"{file.relative_to(package)} {about.st_size} {about.st_mtime_ns}\n"
        digest.update(line.encode())
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    yield from package.glob("*/migrations/*.py")
    yield from (package / "ops").glob("*.py")
    yield from (file for file in (package / "common" / "static").rglob("*") if file.is_file())
    yield from (package / "common").glob("*.py")


def _state(owner_url: str) -> tuple[str, bool]:
    with psycopg.connect(owner_url, connect_timeout=10) as connection:
        row = connection.execute(_STATE).fetchone()
    return (str(row[0]), bool(row[1])) if row else ("", False)
