"""Fixtures: the migrated database, the cast, a client per person, a budget of statements."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings

from tests import plugin
from tests.cast import Cast, build

# What an example costs depends on what else the machine does; a test measures no time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def one_chain() -> None:
    """Load the middleware once for all clients: each would look through all static files again."""
    load, ready = ClientHandler.load_middleware, ClientHandler()

    def share(self: ClientHandler, is_async: bool = False) -> None:
        if ready._middleware_chain is None:
            load(ready, is_async)
        vars(self).update({name: value for name, value in vars(ready).items() if "_middleware" in name})

    ClientHandler.load_middleware = share  # type: ignore[method-assign]


one_chain()


@pytest.fixture(scope="session")
def migrated() -> plugin.database.Scratch:
    """The schema as the owner makes it."""
    if plugin.untouched() is None:
        from anliegen.ops.database import migrate

        with plugin_unblocked():
            migrate()
        call_command("collectstatic", interactive=False, verbosity=0)
    return plugin.scratch()


@pytest.fixture(scope="session")
def untouched(migrated: plugin.database.Scratch) -> Iterator[plugin.database.Scratch]:
    """A copy of the schema in which no test has done anything; copied further, never connected to."""
    if found := plugin.untouched():
        yield found
        return
    # A database that somebody is connected to cannot be copied.
    connections.close_all()
    copied = plugin.database.copy(migrated, "untouched")
    yield copied
    plugin.database.drop(copied)


@pytest.fixture(scope="session")
def cast(migrated: plugin.database.Scratch, untouched: plugin.database.Scratch) -> Cast:
    """The people and companies of all tests, committed once."""
    with plugin_unblocked():
        return build()


@pytest.fixture
def db_open() -> Iterator[None]:
    """Let this test use committed transactions; it works on a database of its own kind."""
    with plugin_unblocked():
        yield


def plugin_unblocked() -> Any:
    """Return pytest-django's permission to touch the database outside its own fixtures."""
    from pytest_django.plugin import blocking_manager_key

    return _config().stash[blocking_manager_key].unblock()


_configs: list[pytest.Config] = []


def pytest_configure(config: pytest.Config) -> None:
    _configs.append(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit come last: what they leave behind is nobody's beginning."""
    items.sort(key=lambda item: item.get_closest_marker("concurrency") is not None)


def _config() -> pytest.Config:
    return _configs[0]


@pytest.fixture
def world(cast: Cast) -> Iterator[Cast]:
    """The cast in a transaction that is rolled back afterwards."""
    with plugin_unblocked(), transaction.atomic():
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def unlimited(world: Cast) -> Cast:
    """The world, with no attempts counted yet: counters are committed whatever becomes of a test."""
    cache.clear()
    return world


class Budget:
    """Fails, and prints the statements, when a block needs more than it may."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._capture = CaptureQueriesContext(connection)

    def __enter__(self) -> "Budget":
        self._capture.__enter__()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._capture.__exit__(*failure)
        if failure[0] is None and len(self._capture) > self._most:
            listing = "\n".join(f"{i + 1}. {q['sql'][:300]}" for i, q in enumerate(self._capture))
            pytest.fail(f"{len(self._capture)} statements, {self._most} allowed:\n{listing}")

    def __len__(self) -> int:
        return len(self._capture)

    @property
    def queries(self) -> list[str]:
        """The statements, in their order."""
        return [query["sql"] for query in self._capture]


@pytest.fixture
def budget() -> type[Budget]:
    return Budget


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """From the call on, replies are sent as if only this time were left of their ten seconds: none."""

    def let(left: timedelta = timedelta()) -> None:
        monkeypatch.setattr("anliegen.conversation.actions.post.HOLD", left)

    return let


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every event that is published, beside its real handlers."""
    from anliegen.common import events
    from anliegen.config.wiring import WIRING

    seen: list[object] = []
    kinds = list(_all_events(events.Event))
    for kind in kinds:
        monkeypatch.setitem(events._handlers, kind, [seen.append, *WIRING.get(kind, ())])
    return seen


def _all_events(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        yield kind
        yield from _all_events(kind)
