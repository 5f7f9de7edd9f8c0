"""`anliegen bench`: fill, measure, print a table, write JSON."""

import argparse
import asyncio
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from anliegen.ops.bench import installation as scratch
from anliegen.ops.bench.live import many_files, measure_live
from anliegen.ops.bench.live import report as report_live
from anliegen.ops.bench.processes import memory_mb
from anliegen.ops.bench.races import measure_races
from anliegen.ops.bench.races import report as report_races
from anliegen.ops.bench.report import Findings, report
from anliegen.ops.bench.runs import Run

_PORT, _FLOOR_PORT, _SMALL_PORT, _LOGGED_PORT = 8377, 8378, 8379, 8380
_FEW = 1000


def run(arguments: argparse.Namespace) -> None:
    """Measure in a scratch folder that is removed afterwards, or in one that is kept for the next time."""
    with ExitStack() as stack:
        folder = arguments.data or stack.enter_context(tempfile.TemporaryDirectory(prefix="anliegen-bench-"))
        stack.enter_context(many_files())
        big = scratch.prepare(stack, Path(folder) / "viele", arguments.tickets, _PORT)
        scratch.serve(stack, big)
        scratch.work(stack, big)
        time.sleep(6)
        found = Findings(arguments.tickets, memory_mb([big.serve, big.worker, big.postgres]))
        if not arguments.live:
            small = scratch.prepare(stack, Path(folder) / "wenige", _FEW, _SMALL_PORT)
            scratch.serve(stack, small)
            floor = scratch.floor(stack, big, _FLOOR_PORT)
            Run(stack, big, small, (floor, _FLOOR_PORT), _LOGGED_PORT).into(found, arguments.only)
        if not arguments.only:
            found.live = asyncio.run(measure_live(_PORT, big.owner_dsn, big.serve))
            report_live(found.live)
            found.races = measure_races(_PORT, big.owner_dsn)
            report_races(found.races)
        if not arguments.live:
            report(found, Path(arguments.out))
