"""Who is meant by a hint, and what becomes of a reader that does not keep up."""

import asyncio
from typing import Any

import pytest

from anliegen.live.hub import _concerns
from anliegen.live.outlet import ENDED, HEARTBEAT_SECONDS, PATIENCE_SECONDS, WAITING, Stream, beat
from anliegen.live.sessions import Key, Listener

EMPLOYEE = Listener(company=1, person=("employee", 5), membership=7)
CONTACT = Listener(1, ("contact", 5), None, frozenset({20}), frozenset({30}))
ALONE = Listener(1, ("contact", 6), None, frozenset({21}), frozenset())


@pytest.mark.parametrize(
    ("hint", "hearers"),
    [
        ({"company": 1, "kind": "ticket", "number": 3}, {"employee"}),
        ({"company": 2, "kind": "ticket", "number": 3}, set()),
        ({"company": 1, "kind": "bell", "membership": 7}, {"employee"}),
        ({"company": 1, "kind": "bell", "membership": 8}, set()),
        ({"company": 1, "kind": "request", "number": 3, "contact": 20, "customer": 31}, {"contact"}),
        ({"company": 1, "kind": "request", "number": 3, "contact": 22, "customer": 30}, {"contact"}),
        ({"company": 1, "kind": "request", "number": 3, "contact": 21, "customer": 31}, {"alone"}),
        ({"company": 1, "kind": "request", "number": 3, "contact": None, "customer": 31}, set()),
        ({"company": 2, "kind": "request", "number": 3, "contact": 20, "customer": 30}, set()),
    ],
)
def test_each_hint_has_its_hearers(hint: dict[str, Any], hearers: set[str]) -> None:
    listeners = {"employee": EMPLOYEE, "contact": CONTACT, "alone": ALONE}
    assert {name for name, who in listeners.items() if _concerns(who, hint)} == hearers


def test_a_reader_that_falls_behind_is_let_go_and_nothing_piles_up() -> None:
    async def fall_behind() -> None:
        stream = Stream(Key("", "x"), EMPLOYEE)
        for _ in range(WAITING):
            stream.push(b"x" * 100)
        assert not stream.closed
        stream.push(b"x")
        assert stream.closed
        assert await stream.next() == b""
        # It may come back, and then fetches anew.
        assert stream.farewell == b""

    asyncio.run(fall_behind())


def test_what_waits_goes_out_in_one_piece_and_the_farewell_last() -> None:
    async def read() -> None:
        stream = Stream(Key("", "x"), EMPLOYEE)
        stream.push(b"a")
        stream.push(b"b")
        assert await stream.next() == b"ab"
        stream.close(ENDED)
        assert (await stream.next(), stream.closed, stream.farewell) == (b"", True, ENDED)

    asyncio.run(read())


def test_a_quiet_stream_gives_signs_of_life() -> None:
    async def be_quiet() -> None:
        stream = Stream(Key("", "x"), EMPLOYEE)
        stream.tend(stream.since + HEARTBEAT_SECONDS - 1)
        stream.push(b"a")
        assert await stream.next() == b"a"
        stream.tend(stream.since + HEARTBEAT_SECONDS + 1)
        assert await stream.next() == beat(1)
        stream.tend(stream.since + HEARTBEAT_SECONDS + 1)
        assert await stream.next() == beat(1)

    asyncio.run(be_quiet())


def test_who_does_not_even_take_the_end_is_cut_off() -> None:
    async def take_nothing() -> None:
        stuck = asyncio.create_task(asyncio.Event().wait())
        stream = Stream(Key("", "x"), EMPLOYEE, stuck)
        for _ in range(WAITING + 1):
            stream.tend(stream.since + HEARTBEAT_SECONDS + 1)
        assert stream.closed
        stream.tend(stream.since + PATIENCE_SECONDS - 1)
        assert not stuck.cancelling()
        stream.tend(stream.since + PATIENCE_SECONDS + 1)
        with pytest.raises(asyncio.CancelledError):
            await stuck

    asyncio.run(take_nothing())
