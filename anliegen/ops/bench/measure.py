"""Measuring requests: time seen by the client, CPU of all processes, rate with 8 clients.

What is compared is measured in turns, so that a busy machine troubles all alike.
"""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from anliegen.ops.bench.processes import cpu_seconds

ROUNDS, EACH = 6, 10
_FLOOR = "Boden (50 Zeilen)"


@dataclass(slots=True)
class Result:
    """One line of the table. Times in milliseconds, size in bytes; `to_small`: CPU to few tickets'."""

    name: str
    median: float
    p95: float
    cpu: float
    to_floor: float
    to_small: float | None = None
    rate: float | None = None
    size: int = 0
    statements: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Client:
    """One kept-alive connection with the session's cookie."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Accept-Encoding": "identity"} | ({"Cookie": cookie} if cookie else {})

    def get(self, path: str) -> bytes:
        """Fetch a page. Raises RuntimeError unless it is a 200."""
        status, body = self.send("GET", path, None, {})
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return body

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        """Send a request; returns status and body. A connection that has idled for too long is renewed."""
        try:
            return self._send(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()
            return self._send(method, path, body, headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self._connection.request(method, path, body=body, headers=self._headers | headers)
        response = self._connection.getresponse()
        return response.status, response.read()


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that answers: one request to it, and the processes that work for it."""

    request: Callable[[], object]
    processes: list[int]

    def warm(self, times: int = 6) -> None:
        for _ in range(times):
            self.request()

    def turn(self, times: int) -> tuple[list[float], float]:
        """Return the times of some requests one after the other, and their CPU, in milliseconds each."""
        before, taken = cpu_seconds(self.processes), []
        for _ in range(times):
            start = time.perf_counter()
            self.request()
            taken.append((time.perf_counter() - start) * 1000)
        return taken, (cpu_seconds(self.processes) - before) / times * 1000


def compare(name: str, floor: Subject, big: Subject, small: Subject | None = None) -> Result:
    """Measure a request in turns with the floor, and with the same of a small installation.

    Of the rounds the median counts: a neighbour's burst spoils one, not the result.
    """
    subjects = [floor, big, *([small] if small else [])]
    for subject in subjects:
        subject.warm()
    times: list[float] = []
    rounds: list[list[float]] = []
    for _ in range(ROUNDS):
        costs = []
        for subject in subjects:
            taken, cpu = subject.turn(EACH)
            costs.append(cpu)
            if subject is big:
                times += taken
        rounds.append(costs)
    times.sort()
    found = Result(
        name,
        statistics.median(times),
        times[int(len(times) * 0.95) - 1],
        statistics.median(costs[1] for costs in rounds),
        statistics.median(costs[1] / costs[0] for costs in rounds),
    )
    if small:
        found.to_small = statistics.median(costs[1] / costs[2] for costs in rounds)
    return found


def measure_floor(floor: Subject) -> Result:
    """Measure the floor by itself."""
    found = compare(_FLOOR, floor, Subject(floor.request, floor.processes))
    found.to_floor = 1.0
    return found


def rate(connect: Callable[[], Client], path: str, clients: int = 8, seconds: float = 2.0) -> float:
    """Return requests per second with several clients at once."""

    def one() -> Callable[[], object]:
        client = connect()
        return lambda: client.get(path)

    return rate_of(one, clients, seconds)


def rate_of(one: Callable[[], Callable[[], object]], clients: int = 8, seconds: float = 2.0) -> float:
    """Return requests per second; `one` makes what a client calls again and again."""
    done = [0] * clients
    calls = [one() for _ in range(clients)]
    end = time.perf_counter() + seconds

    def work(index: int) -> None:
        while time.perf_counter() < end:
            calls[index]()
            done[index] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds
