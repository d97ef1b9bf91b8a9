"""What a child and its descendants take of the machine, from /proc (Linux; elsewhere unknown).

Memory is PSS, the proportional share: pages that several processes map count once in all, so that
the rows of the table add up to what the platform takes.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PARENT_FIELD, _USER_FIELD, _SYSTEM_FIELD = 1, 11, 12  # counted from the state, after the name


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the process table: CPU seconds used since its start."""

    pid: int
    parent_pid: int
    cpu_seconds: float


def process_table() -> dict[int, Process]:
    """Return every process that we can see, by pid; empty where there is no /proc."""
    folders = (entry for entry in _PROC.glob("[0-9]*")) if _PROC.is_dir() else ()
    found = (_read_process(int(folder.name)) for folder in folders)
    return {process.pid: process for process in found if process is not None}


def family(pid: int, table: dict[int, Process]) -> list[int]:
    """Return `pid` and all its descendants in the table."""
    children: dict[int, list[int]] = {}
    for process in table.values():
        children.setdefault(process.parent_pid, []).append(process.pid)
    members, queue = [], [pid] if pid in table else []
    while queue:
        member = queue.pop()
        members.append(member)
        queue.extend(children.get(member, []))
    return members


def cpu_seconds(pids: Iterable[int], table: dict[int, Process]) -> float:
    """Return the CPU time of these processes so far."""
    return sum(table[pid].cpu_seconds for pid in pids if pid in table)


def memory_bytes(pids: Iterable[int]) -> int | None:
    """Return the proportional share of memory of these processes; None when we may not read it."""
    shares = [_read_pss_bytes(pid) for pid in pids]
    known = [share for share in shares if share is not None]
    return sum(known) if known else None


def _read_process(pid: int) -> Process | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it ended meanwhile
        return None
    fields = text.rpartition(")")[2].split()
    ticks = int(fields[_USER_FIELD]) + int(fields[_SYSTEM_FIELD])
    return Process(pid, int(fields[_PARENT_FIELD]), ticks / os.sysconf("SC_CLK_TCK"))


def _read_pss_bytes(pid: int) -> int | None:
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:  # ended meanwhile, or not ours
        return None
    kilobytes = next((line.split()[1] for line in text.splitlines() if line.startswith("Pss:")), None)
    return int(kilobytes) * 1024 if kilobytes is not None else None
