"""From `lokus up` to its line `ready`: on an empty home, and on one that has its data."""

from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, median_of
from support.demo_platform import DemoPlatform

_BAR_SECONDS = 20.0


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Start and stop on new homes, then again on the last one, which is kept as `folder/home`."""
    homes = [folder / f"home-{run}" for run in range(runs - 1)] + [folder / "home"]
    yield _figure("up-to-ready", [_ready_seconds(home) for home in homes], "empty home, demo city loaded")
    again = [_ready_seconds(folder / "home") for _ in range(runs)]
    yield _figure("up-again-to-ready", again, "home with its data")


def _ready_seconds(home: Path) -> float:
    platform = DemoPlatform(home)
    try:
        platform.start()
    finally:
        platform.end()
    return platform.ready_seconds


def _figure(metric: str, seconds: list[float], note: str) -> Figure:
    how = f"{note}; median of {len(seconds)}"
    return Figure("first-light", metric, median_of(seconds, 2), "s", _BAR_SECONDS, note=how)
