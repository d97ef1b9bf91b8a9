"""The order of the bench of the registry."""

from collections.abc import AsyncIterator

from bench.figure import Figure
from bench.registry import console, importing, ledger, statement


async def measure_registry(*, quick: bool) -> AsyncIterator[Figure]:
    """Yield the figures of the registry."""
    async for figure in importing.measure(cameras=3_000 if quick else 60_000):
        yield figure
    async for figure in ledger.measure(periods=2 if quick else 6):
        yield figure
    async for figure in console.measure(requests=40 if quick else 400):
        yield figure
    async for figure in statement.measure(runs=1 if quick else 3):
        yield figure
