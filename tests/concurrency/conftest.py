"""Tests with committed rows and several connections. They clean up nothing: their database is their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connections

from tests.cast import Cast
from tests.conftest import plugin_unblocked

T = TypeVar("T")


@pytest.fixture
def committed(cast: Cast) -> Iterator[Cast]:
    """The cast, outside any transaction."""
    with plugin_unblocked():
        yield cast
        connections["default"].close()


@pytest.fixture
def at_once() -> Callable[[list[Callable[[], T]]], list[T | BaseException]]:
    """Run functions in threads, each with a connection of its own; return results or errors."""

    def run(jobs: list[Callable[[], T]]) -> list[T | BaseException]:
        def one(job: Callable[[], T]) -> T | BaseException:
            try:
                return job()
            except BaseException as error:
                return error
            finally:
                connections["default"].close()

        with ThreadPoolExecutor(max_workers=16) as pool:
            return list(pool.map(one, jobs))

    return run
