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

_FEW = 1000


def run(arguments: argparse.Namespace) -> None:
    """Measure in a scratch folder that is removed afterwards, or in one that is kept for the next time."""
    with ExitStack() as stack:
        folder = arguments.data or stack.enter_context(tempfile.TemporaryDirectory(prefix="anliegen-bench-"))
        stack.enter_context(many_files())
        big = scratch.prepare(stack, Path(folder) / "viele", arguments.tickets)
        scratch.serve(stack, big)
        scratch.work(stack, big)
        time.sleep(6)
        found = Findings(arguments.tickets, memory_mb([big.serve, big.worker, big.postgres]))
        if not arguments.live:
            small = scratch.prepare(stack, Path(folder) / "wenige", _FEW)
            scratch.serve(stack, small)
            Run(stack, big, small, scratch.floor(stack, big)).into(found, arguments.only)
        if not arguments.only:
            found.live = asyncio.run(measure_live(big.port, big.owner_dsn, big.serve))
            report_live(found.live)
            found.races = measure_races(big.port, big.owner_dsn)
            report_races(found.races)
        if not arguments.live:
            report(found, Path(arguments.out))
