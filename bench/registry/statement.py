"""How long the registry takes to compute a month's statement of 60,000 cameras.

The ledger is made by `statement.sql`; the statement is queued in the database, as a request would leave it,
so the figure holds up to a second until the registry looks.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg

from bench.figure import Figure
from bench.registry.process import running_registry
from lokus_kit.clock import SystemClock

_BAR_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.05
_LEDGER: Final = Path(__file__).with_name("statement.sql")
_QUEUE: Final = (
    "INSERT INTO statements (tenant, id, contract, month, revision, preview, state, "
    "requested_by, requested_at) "
    "VALUES ('jakarta', $1, 'k1', '2024-02-01', $2, false, 'queued', 'bench', now())"
)
_clock = SystemClock()


async def measure(runs: int) -> AsyncIterator[Figure]:
    """Yield the best of some runs, and the registry's share of it."""
    folder = Path(tempfile.mkdtemp(prefix="lokus-bench-"))
    try:
        with running_registry(folder) as registry:
            database = await asyncpg.connect(registry.database_url)
            await database.execute(_LEDGER.read_text(encoding="utf-8"))
            intervals = await database.fetchval("SELECT count(*) FROM delivery_intervals")
            before = registry.cpu_seconds()
            seconds = [await _compute(database, number) for number in range(1, runs + 1)]
            used_seconds = (registry.cpu_seconds() - before) / runs
            await database.close()
        how = f"60000 cameras, {intervals} intervals of a month, made by {_LEDGER.name}; best of {runs}"
        yield Figure("registry", "statement_seconds", round(min(seconds), 2), "s", _BAR_SECONDS, note=how)
        yield Figure("registry", "statement-cpu", round(used_seconds, 2), "s", note="the registry's, mean")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _compute(database: Any, revision: int) -> float:
    """Have it computed as a revision; return the seconds until it is there."""
    key = f"s{revision}"
    await database.execute(_QUEUE, key, revision)
    began_seconds = _clock.monotonic_seconds()
    while True:
        if await database.fetchval("SELECT state FROM statements WHERE id = $1", key) != "queued":
            break
        await asyncio.sleep(_POLL_SECONDS)
    return _clock.monotonic_seconds() - began_seconds
