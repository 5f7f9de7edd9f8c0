"""Measuring requests: time seen by the client, CPU of all processes of the product, rate with 8 clients."""

import http.client
import statistics
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. Times in milliseconds, size in bytes."""

    name: str
    median: float
    p95: float
    cpu: float
    rate: float
    size: int
    statements: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Client:
    """One kept-alive connection with the session's cookie."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": cookie, "Accept-Encoding": "identity"} if cookie else {}

    def get(self, path: str) -> int:
        """Fetch a page; returns its size. Raises RuntimeError unless it is a 200."""
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return len(body)


def measure(name: str, port: int, path: str, cookie: str, processes: list[int], times: int = 60) -> Result:
    """Measure a page: a warm-up, then `times` requests one after the other, then 8 clients for 2 s."""
    client = Client(port, cookie)
    size = 0
    for _ in range(8):
        size = client.get(path)
    before, taken = cpu_seconds(processes), []
    for _ in range(times):
        start = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - start) * 1000)
    cpu = (cpu_seconds(processes) - before) / times * 1000
    taken.sort()
    p95 = taken[int(len(taken) * 0.95) - 1]
    return Result(name, statistics.median(taken), p95, cpu, rate(port, path, cookie), size)


def rate(port: int, path: str, cookie: str, clients: int = 8, seconds: float = 2.0) -> float:
    """Return requests per second with several clients at once."""
    done = [0] * clients
    end = time.perf_counter() + seconds

    def work(index: int) -> None:
        client = Client(port, cookie)
        while time.perf_counter() < end:
            client.get(path)
            done[index] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def cpu_seconds(roots: list[int]) -> float:
    """Return user and system seconds of the processes and all their descendants, threads included."""
    ticks = 0
    for pid in tree(roots):
        try:
            parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += int(parts[11]) + int(parts[12]) + int(parts[13]) + int(parts[14])
    return ticks / 100


def memory_mb(roots: list[int]) -> float:
    """Return the proportional set size of the processes and all their descendants, in MB."""
    total = 0
    for pid in tree(roots):
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1000


def tree(roots: list[int]) -> set[int]:
    """Return the processes and all their descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found
