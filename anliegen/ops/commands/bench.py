"""`anliegen bench`: fill, measure, print a table, write JSON."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from anliegen.ops import environment
from anliegen.ops.bench.live import many_files, measure_live, report
from anliegen.ops.bench.measure import Result, measure, memory_mb
from anliegen.postgres import Server, ensure_database

_PORT, _FLOOR_PORT = 8377, 8378
_COOKIE = "anliegen=bench-session-key-of-the-big-company"


def run(arguments: argparse.Namespace) -> None:
    """Measure in a scratch folder that is removed afterwards."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="anliegen-bench-")))
        server = Server(data)
        found = ensure_database(data, stack.enter_context(server).superuser_dsn)
        variables = {"ANLIEGEN_OWNER_URL": found.owner_dsn, "ANLIEGEN_APP_URL": found.app_dsn}
        os.environ["PORT"] = str(_PORT)
        values = environment.settings(data, variables)
        _step("Schema", [sys.executable, "-m", "anliegen.ops.commands.prepare", "--no-demo"], values)
        stack.enter_context(many_files())
        start = time.monotonic()
        from anliegen.ops.bench.fill import fill

        fill(found.owner_dsn, arguments.tickets)
        print(f"{arguments.tickets} Tickets in {time.monotonic() - start:.0f} s eingefüllt", flush=True)
        serve = _spawn(stack, [sys.executable, "-m", "anliegen.ops.cli", "serve"], values)
        floor = _spawn(stack, _floor_command(), values)
        worker = _spawn(stack, [sys.executable, "-m", "anliegen.ops.cli", "worker"], values)
        time.sleep(6)
        postgres = server.process_id()
        memory = memory_mb([serve, worker, postgres])
        live = asyncio.run(measure_live(_PORT, found.owner_dsn, serve))
        report(live)
        if arguments.live:
            return
        results = _measure(arguments.tickets, serve, floor, postgres)
        _report(results, memory, live, arguments)


def _measure(tickets: int, serve: int, floor: int, postgres: int) -> list[Result]:
    big = tickets // 2
    inbox = int(big * 0.97)
    pages = [
        ("Übersicht, erste Seite", "/tickets/?size=50"),
        ("Übersicht, 500 Zeilen", "/tickets/?size=500"),
        ("Übersicht, letzte Seite", f"/tickets/?size=50&page={inbox // 50}"),
        ("Übersicht, mittlere Seite", f"/tickets/?size=50&page={inbox // 100}"),
        *(
            (f"Filter {s}", f"/tickets/?size=50&status={s}")
            for s in ("open", "in_progress", "waiting", "closed")
        ),
        ("Filter Spam", "/tickets/?size=50&folder=spam"),
        ("Ansicht Meine", "/tickets/?size=50&view=mine"),
        ("Ansicht Nicht zugewiesen", "/tickets/?size=50&view=unassigned"),
        ("Ansicht Wartet auf uns", "/tickets/?size=50&view=awaiting_us"),
        ("Filter Kategorie", "/tickets/?size=50&category=3"),
        ("Filter Priorität", "/tickets/?size=50&priority=3"),
        ("Filter Kunde", "/tickets/?size=50&customer=7"),
        ("Suche Betreff", "/tickets/?size=50&q=fehlercode+e-117"),
        ("Ticket, 4 Nachrichten", "/tickets/3/"),
        ("Ticket, 100 Nachrichten", "/tickets/1/"),
        ("Start", "/"),
        ("Anmeldung", "/anmelden/"),
    ]
    found = [measure("Boden (50 Zeilen)", _FLOOR_PORT, "/", "", [floor, postgres])]
    for name, path in pages:
        found.append(measure(name, _PORT, path, _COOKIE, [serve, postgres]))
        print(".", end="", flush=True)
    print()
    return found


def _report(
    results: list[Result], memory: float, live: dict[str, Any], arguments: argparse.Namespace
) -> None:
    floor = results[0].cpu
    print(f"{'Seite':28} {'Median':>8} {'p95':>8} {'CPU':>8} {'x Boden':>8} {'je s':>7} {'Bytes':>8}")
    for r in results:
        times = f"{r.median:8.1f} {r.p95:8.1f} {r.cpu:8.1f} {r.cpu / floor:8.2f}"
        print(f"{r.name:28} {times} {r.rate:7.0f} {r.size:8}")
    print(f"Speicher in Ruhe (Web, Worker, PostgreSQL): {memory:.0f} MB PSS")
    folder = Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{arguments.tickets}.json"
    content = {
        "tickets": arguments.tickets,
        "memory_mb": memory,
        "live": live,
        "results": [r.as_json() for r in results],
    }
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"geschrieben: {target}")


def _floor_command() -> list[str]:
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "asginl", "--http", "1", "--workers", "1", "--port", str(_FLOOR_PORT)),
        *("--log-level", "warning", "anliegen.ops.bench.floor:application"),
    ]


def _spawn(stack: ExitStack, command: list[str], values: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=values, start_new_session=True)

    def end() -> None:
        process.terminate()
        process.wait(20)

    stack.callback(end)
    return process.pid


def _step(name: str, command: list[str], values: dict[str, str]) -> None:
    start = time.monotonic()
    subprocess.run(command, env=values, check=True)
    print(f"{name}: {time.monotonic() - start:.1f} s", flush=True)
