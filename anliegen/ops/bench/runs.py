"""One run over all pages and forms."""

import re
from contextlib import ExitStack

from anliegen.ops.bench.installation import Installation
from anliegen.ops.bench.measure import Client, Result, Subject, compare, measure_floor, rate, rate_of
from anliegen.ops.bench.pages import AGENT, FIRST, PAGES, PORTAL, Page
from anliegen.ops.bench.report import Findings, print_heads, print_row
from anliegen.ops.bench.statements import Counter
from anliegen.ops.bench.wire import figures
from anliegen.ops.bench.writing import WRITES, writer

_ROW = re.compile(rb'<tr id="t\d')


class Run:
    """Measures an installation, beside a small one and the floor."""

    def __init__(
        self, stack: ExitStack, big: Installation, small: Installation, floor: tuple[int, int]
    ) -> None:
        self._big, self._small = big, small
        process, port = floor
        client = Client(port)
        self._floor = Subject(lambda: client.get("/"), [process, big.postgres])
        self._floor_port = port
        self._counter = Counter(stack, big)

    def into(self, found: Findings, only: str = "") -> None:
        """Measure everything, or only what has the words in its name, into the findings."""
        print_heads()
        floor = measure_floor(self._floor)
        floor.rate = rate(lambda: Client(self._floor_port), "/")
        _add(found, floor)
        for page in PAGES:
            if only in page.name:
                _add(found, self._page(page))
        for name in WRITES:
            if only in name:
                _add(found, self._write(name))
        if not only:
            found.weights = {
                FIRST.name: figures(self._big.port, FIRST.at(self._big.tickets), AGENT),
                "Ticket": figures(self._big.port, "/tickets/2/", AGENT),
                "Portal": figures(self._big.port, "/portal/c1/", PORTAL, worker=""),
            }

    def _page(self, page: Page) -> Result:
        path, few = page.at(self._big.tickets), page.at(self._small.tickets)
        client, other = Client(self._big.port, page.cookie), Client(self._small.port, page.cookie)
        logged = Client(self._counter.port, page.cookie)
        body = client.get(path)
        big = Subject(lambda: client.get(path), self._big.processes)
        small = Subject(lambda: other.get(few), self._small.processes)
        # A page with fewer rows is another page.
        alike = len(_ROW.findall(body)) <= len(_ROW.findall(other.get(few)))
        found = compare(page.name, self._floor, big, small if alike else None)
        found.size = len(body)
        found.statements = self._counter.count(lambda: logged.get(path))
        found.rate = rate(lambda: Client(self._big.port, page.cookie), path)
        return found

    def _write(self, name: str) -> Result:
        big = Subject(writer(self._big.port, name), self._big.processes)
        small = Subject(writer(self._small.port, name), self._small.processes)
        found = compare(name, self._floor, big, small)
        found.statements = self._counter.count(writer(self._counter.port, name))
        found.rate = rate_of(lambda: writer(self._big.port, name))
        return found


def _add(found: Findings, result: Result) -> None:
    found.results.append(result)
    print_row(result)
