"""The command `lokus status`: the table for a person, or JSON for a program."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.status.state_file import load
from lokus_local.status.survey import Row, survey

NOT_RUNNING, NOT_READY = 1, 2
_MEBIBYTE = 1024 * 1024
_HEADINGS = ("PROCESS", "PID", "STATE", "RESTARTS", "UPTIME", "CPU %", "MEMORY", "URL", "READY")


def status(
    home: Annotated[
        Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)
    ] = DEFAULT_HOME,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every process: state, CPU, memory, and why it is not ready.

    Exit code 0: all ready. 1: not running. 2: something is not ready.
    """
    platform = load(Home(home))
    if platform is None:
        typer.echo(f"lokus does not run on the home {Home(home).folder}; start it with: lokus up", err=True)
        raise typer.Exit(NOT_RUNNING)
    rows = survey(platform)
    if as_json:
        typer.echo(json.dumps({"url": platform.url, "processes": [row.as_json() for row in rows]}, indent=2))
    else:
        typer.echo("\n".join(table(rows, SystemClock().now())))
    if any(row.reasons for row in rows):
        raise typer.Exit(NOT_READY)


def table(rows: Sequence[Row], now: datetime) -> list[str]:
    """Return the lines of the table; the last one adds up CPU and memory."""
    cpu_percent = sum(row.cpu_percent or 0.0 for row in rows)
    memory = sum(row.memory_bytes or 0 for row in rows)
    total = ("total", "", "", "", "", f"{cpu_percent:.1f}", f"{memory / _MEBIBYTE:.0f} MiB", "", "")
    cells = [_HEADINGS, *(_cells(row, now) for row in rows), total]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    exits = [f"{row.name}: last exit: {row.last_exit}" for row in rows if row.restarts]
    return [*lines, *exits]


def _cells(row: Row, now: datetime) -> tuple[str, ...]:
    return (
        row.name,
        str(row.pid or "-"),
        row.state,
        str(row.restarts),
        _duration((now - datetime.fromisoformat(row.since)).total_seconds()),
        "-" if row.cpu_percent is None else f"{row.cpu_percent:.1f}",
        "-" if row.memory_bytes is None else f"{row.memory_bytes / _MEBIBYTE:.0f} MiB",
        row.url or "-",
        "; ".join(row.reasons) or "yes",
    )


def _duration(seconds: float) -> str:
    """Return `42s`, `5m07s`, `3h05m` or `2d03h`."""
    minutes, rest_seconds = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}d{hours:02}h"
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{rest_seconds:02}s" if minutes else f"{rest_seconds}s"
