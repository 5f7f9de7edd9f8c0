"""What the processes of an installation use: CPU and memory, of all their descendants too."""

from pathlib import Path


def cpu_seconds(roots: list[int]) -> float:
    """Return the CPU seconds, user and system, of the processes and all their descendants."""
    return sum(map(_cpu, tree(roots)))


def _cpu(pid: int) -> float:
    """Sum up what the scheduler counts per thread: exact to the nanosecond, where the system offers it."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            spent += int(task.read_text().split()[0])
        except (OSError, IndexError):
            continue
    return spent / 1e9 if spent else _ticks(pid)


def _ticks(pid: int) -> float:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / 100


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
