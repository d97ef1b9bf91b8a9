"""Keeps the figures in `docs/reference/benchmarks.md`: a table for people, JSON lines for the next run.

A run of one bench replaces that bench's section and leaves the others as they are.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bench import ROOT
from bench.figure import Figure

FILE = ROOT / "docs/reference/benchmarks.md"
_HEAD = """# Benchmarks

Written by `make bench`; do not edit. Less is better in every row. A bar that is missed stays in the
table. `was` is the figure that the run before recorded here.
"""
_LINES = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (\S+)\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def recorded(file: Path = FILE) -> dict[tuple[str, str], float]:
    """Return the values in the file by bench and metric; none when there is no file."""
    if not file.is_file():
        return {}
    blocks = _LINES.findall(file.read_text(encoding="utf-8"))
    figures = [Figure.from_json(json.loads(line)) for block in blocks for line in block.splitlines()]
    return {(figure.bench, figure.metric): figure.value for figure in figures}


def record(
    bench: str, figures: Sequence[Figure], machine: Mapping[str, str], at: datetime, file: Path = FILE
) -> None:
    """Replace the section of one bench."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    sections = {found.group(1): found.group(0) for found in _SECTION.finditer(text)}
    sections[bench] = _section(bench, figures, machine, at)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_HEAD + "\n" + "\n".join(part.rstrip() + "\n" for part in sections.values()), "utf-8")


def _section(bench: str, figures: Sequence[Figure], machine: Mapping[str, str], at: datetime) -> str:
    rows = [
        "| figure | value | unit | bar | met | was | how |",
        "| --- | ---: | --- | ---: | --- | ---: | --- |",
        *map(_row, figures),
    ]
    came_from = "; ".join(f"{name} {value}" for name, value in machine.items())
    parts = [
        f"## {bench}\n",
        f"Measured {at:%Y-%m-%d} on: {came_from}.\n",
        "\n".join(rows) + "\n",
        "```json\n" + "\n".join(figure.line() for figure in figures) + "\n```\n",
    ]
    return "\n".join(parts)


def _row(figure: Figure) -> str:
    bar = "" if figure.bar is None else f"{figure.bar:g}"
    met = "" if figure.bar is None else ("yes" if figure.ok else "**no**")
    was = "" if figure.baseline is None else f"{figure.baseline:g}"
    return f"| {figure.metric} | {figure.value:g} | {figure.unit} | {bar} | {met} | {was} | {figure.note} |"
