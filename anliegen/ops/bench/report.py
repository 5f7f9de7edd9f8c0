"""The table and the JSON of a run."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from anliegen.ops.bench import live, races
from anliegen.ops.bench.measure import Result
from anliegen.ops.bench.pages import FIRST, MANY, PAGES
from anliegen.ops.bench.writing import WRITES

MOST_STATEMENTS, MOST_STATEMENTS_WRITING = 8, 15
MOST_MEMORY_MB = 400
MOST_OF_MANY = 8.0  # times the page of 50 rows
# Bytes over the line of the first and the repeated view.
MOST_BYTES = {FIRST.name: (120_000, 25_000), "Portal": (60_000, None)}


@dataclass
class Findings:
    """All that a run has found."""

    tickets: int
    memory_mb: float
    results: list[Result] = field(default_factory=list)
    # By page: requests and bytes of its first and its repeated view.
    weights: dict[str, dict[str, int]] = field(default_factory=dict)
    live: dict[str, Any] | None = None
    races: dict[str, Any] | None = None

    def result(self, name: str) -> Result | None:
        return next((r for r in self.results if r.name == name), None)

    def missed(self) -> list[str]:
        """Return a line for each aim that was not reached."""
        lines = [
            line
            for page in PAGES
            if (r := self.result(page.name))
            for line in _missed(r, page.most, page.most_to_small)
        ]
        lines += [
            f"{r.name}: {r.statements} Anweisungen, Ziel {most}"
            for r in self.results
            if r.statements is not None
            and r.statements > (most := MOST_STATEMENTS_WRITING if r.name in WRITES else MOST_STATEMENTS)
        ]
        first, many = self.result(FIRST.name), self.result(MANY.name)
        if first and many and many.cpu > MOST_OF_MANY * first.cpu:
            lines.append(f"{MANY.name}: {many.cpu / first.cpu:.1f} × 50 Zeilen, Ziel {MOST_OF_MANY:.0f}")
        lines += live.missed(self.live) if self.live else []
        lines += races.missed(self.races) if self.races else []
        lines += [line for name, most in MOST_BYTES.items() for line in self._too_heavy(name, *most)]
        if self.memory_mb > MOST_MEMORY_MB:
            lines.append(f"Speicher: {self.memory_mb:.0f} MB, Ziel {MOST_MEMORY_MB}")
        return lines

    def _too_heavy(self, name: str, first: int, repeated: int | None) -> list[str]:
        found = self.weights.get(name, {})
        aims = (("first_bytes", "erste", first), ("repeated_bytes", "wiederholte", repeated))
        return [
            f"{name}: {word} Ansicht {found[key]} Bytes, Ziel {most}"
            for key, word, most in aims
            if most and found.get(key, 0) > most
        ]


def _missed(result: Result, most: float | None, most_to_small: float | None) -> list[str]:
    lines = []
    if most and result.to_floor > most:
        lines.append(f"{result.name}: {result.to_floor:.2f} × Boden, Ziel {most}")
    if most_to_small and result.to_small and result.to_small > most_to_small:
        lines.append(f"{result.name}: {result.to_small:.2f} × wenige, Ziel {most_to_small}")
    return lines


def print_heads() -> None:
    """Print what the columns of the table mean."""
    heads = f"{'Median':>8}{'p95':>8}{'CPU':>8}{'x Boden':>9}{'x wenige':>9}{'SQL':>5}{'je s':>7}{'Bytes':>8}"
    print(f"{'':33}{heads}")


def print_row(r: Result) -> None:
    """Print one line of the table as soon as it is measured."""
    small = f"{r.to_small:.2f}" if r.to_small else "–"
    rate = f"{r.rate:.0f}" if r.rate else "–"
    sql = "–" if r.statements is None else str(r.statements)
    times = f"{r.median:8.1f}{r.p95:8.1f}{r.cpu:8.1f}{r.to_floor:9.2f}"
    print(f"{r.name:33}{times}{small:>9}{sql:>5}{rate:>7}{r.size:8}", flush=True)


def report(found: Findings, folder: Path) -> None:
    """Print what stands below the table, and write the JSON."""
    for name, w in found.weights.items():
        first = f"{w['first_requests']} Anfragen, {w['first_bytes'] / 1000:.1f} kB"
        again = f"{w['repeated_requests']} Anfragen, {w['repeated_bytes'] / 1000:.1f} kB"
        print(f"{name}: erste Ansicht {first}; wieder {again}")
    print(f"Speicher in Ruhe (Web, Worker, PostgreSQL): {found.memory_mb:.0f} MB PSS")
    missed = found.missed()
    print("\n".join(["Verfehlt:", *missed]) if missed else "Alle Ziele erreicht.")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{found.tickets}.json"
    content = asdict(found) | {"missed": missed}
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"geschrieben: {target}")
