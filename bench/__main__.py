"""The command: runs one bench or all, prints a line of JSON for each figure, keeps the results.

The exit code is 0 even when a bar is missed: a figure is a fact, not a failure.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator

from bench.figure import Figure
from bench.first_light import measure_first_light
from bench.fleet import measure_fleet
from bench.machine import facts
from bench.registry import measure_registry
from bench.report import FILE, record, recorded
from bench.soak import measure_soak
from bench.soak.run import MINUTES
from lokus_kit.clock import SystemClock

BENCHES = {"first-light": measure_first_light, "registry": measure_registry, "fleet": measure_fleet}
SOAK = "soak"


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "name", nargs="?", choices=[*BENCHES, SOAK], help="which bench; all but soak without it"
    )
    parser.add_argument("--quick", action="store_true", help="few repetitions; the results are not kept")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long a soak lasts")
    options = parser.parse_args()
    before = recorded()
    for name in [options.name] if options.name else list(BENCHES):
        measured = (
            measure_soak(minutes=options.minutes) if name == SOAK else BENCHES[name](quick=options.quick)
        )
        figures = asyncio.run(_told(measured, before))
        if not options.quick:
            record(name, figures, facts(), SystemClock().now())
            sys.stderr.write(f"bench: kept in {FILE}\n")


async def _told(measured: AsyncIterator[Figure], before: dict[tuple[str, str], float]) -> list[Figure]:
    """Run one bench; print each figure as it comes."""
    figures: list[Figure] = []
    async for found in measured:
        figure = found.against(before.get((found.bench, found.metric)))
        figures.append(figure)
        sys.stdout.write(figure.line() + "\n")
        sys.stdout.flush()
    return figures


if __name__ == "__main__":
    main()
