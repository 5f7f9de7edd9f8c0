"""A second start prepares nothing, and prepares again as soon as anything of it has changed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from anliegen.ops.prepared import is_prepared, note
from tests import database
from tests.cast import Cast


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A program with one migration, one static file, and the code that collects them."""
    made = tmp_path / "program"
    for name in (
        "tickets/migrations/0001_initial.py",
        "common/static/app.js",
        "common/bundle.py",
        "ops/static.py",
    ):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text("1")
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "static").mkdir(parents=True)
    (tmp_path / "data" / "static" / "staticfiles.json").write_text("{}")
    return tmp_path / "data"


@pytest.fixture
def empty(migrated: database.Scratch) -> Iterator[str]:
    """A database of its own that knows one migration and no company."""
    name = f"{migrated.name}_empty"
    with psycopg.connect(migrated.admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        url = make_conninfo(migrated.admin, dbname=name)
        with psycopg.connect(url) as inside:
            inside.execute("CREATE TABLE accounts_company (id int)")
            inside.execute("CREATE TABLE django_migrations (app text, name text)")
            inside.execute("INSERT INTO django_migrations VALUES ('tickets', '0001_initial')")
        yield url
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def test_what_was_prepared_is_known(
    cast: Cast, migrated: database.Scratch, data: Path, package: Path
) -> None:
    assert not is_prepared(data, migrated.owner, with_demo=True, package=package)
    note(data, migrated.owner, package=package)
    assert is_prepared(data, migrated.owner, with_demo=True, package=package)


CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "another migration": lambda _data, p: (p / "tickets/migrations/0002_more.py").write_text("1"),
    "a migration is gone": lambda _data, p: (p / "tickets/migrations/0001_initial.py").unlink(),
    "another static file": lambda _data, p: (p / "common/static/more.js").write_text("1"),
    "a changed static file": lambda _data, p: (p / "common/static/app.js").write_text("22"),
    "another way to bundle": lambda _data, p: (p / "common/bundle.py").write_text("22"),
    "static files are gone": lambda data, _p: (data / "static/staticfiles.json").unlink(),
    "nothing is known": lambda data, _p: (data / "prepared.json").unlink(),
    "what is known is damaged": lambda data, _p: (data / "prepared.json").write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(empty: str, data: Path, package: Path, change: str) -> None:
    note(data, empty, package=package)
    assert is_prepared(data, empty, with_demo=False, package=package)
    CHANGES[change](data, package)
    assert not is_prepared(data, empty, with_demo=False, package=package)


def test_the_database_itself_is_asked(empty: str, data: Path, package: Path) -> None:
    """Somebody may have put an older backup in its place, or an empty database."""
    note(data, empty, package=package)
    assert not is_prepared(data, empty, with_demo=True, package=package), "the demo is still to come"
    with psycopg.connect(empty) as inside:
        inside.execute("UPDATE django_migrations SET name = '0000_older'")
    assert not is_prepared(data, empty, with_demo=False, package=package)
    with psycopg.connect(empty) as inside:
        inside.execute("DROP TABLE django_migrations")
    assert not is_prepared(data, empty, with_demo=False, package=package)
    assert not is_prepared(data, make_conninfo(empty, port="1"), with_demo=False, package=package)
