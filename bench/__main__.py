"""The command: runs one bench or all, prints a line of JSON for each figure, keeps the results.

The exit code is 0 even when a bar is missed: a figure is a fact, not a failure.
"""

import argparse
import asyncio
import sys

from bench.figure import Figure
from bench.first_light import measure_first_light
from bench.fleet import measure_fleet
from bench.machine import facts
from bench.registry import measure_registry
from bench.report import FILE, record, recorded
from lokus_kit.clock import SystemClock

BENCHES = {"first-light": measure_first_light, "registry": measure_registry, "fleet": measure_fleet}


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=list(BENCHES), help="which bench; all without it")
    parser.add_argument("--quick", action="store_true", help="few repetitions; the results are not kept")
    options = parser.parse_args()
    before = recorded()
    for name in [options.name] if options.name else list(BENCHES):
        figures = asyncio.run(_measure(name, before, quick=options.quick))
        if not options.quick:
            record(name, figures, facts(), SystemClock().now())
            sys.stderr.write(f"bench: kept in {FILE}\n")


async def _measure(name: str, before: dict[tuple[str, str], float], *, quick: bool) -> list[Figure]:
    """Run one bench; print each figure as it comes."""
    figures: list[Figure] = []
    async for found in BENCHES[name](quick=quick):
        figure = found.against(before.get((found.bench, found.metric)))
        figures.append(figure)
        sys.stdout.write(figure.line() + "\n")
        sys.stdout.flush()
    return figures


if __name__ == "__main__":
    main()
