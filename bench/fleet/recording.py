"""What recording adds to a camera's cost, and what a worker that is killed leaves of what it recorded.

A fragment begins at each key frame, so that a camera may lose what it sent since its last one.
"""

import asyncio
import functools
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Final

from bench.figure import Figure
from bench.fleet.observing import observe, until
from bench.fleet.recordings import Store
from bench.fleet.town import Town, access_units
from lokus_kit.clock import SystemClock
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy, SegmentClosed

_BAR_CPU_MS: Final = 3.333
"""300 cameras to a core."""
_BAR_LOST_PERCENT: Final = 0.5
_BAR_LOST_SECONDS: Final = 2.5
"""A fragment of 2 s, and half a second on the way to the disk."""
_SETTLE_SECONDS: Final = 5.0
_LIMIT_SECONDS: Final = 90.0
"""More than a segment is long."""
_DECODED_CAMERAS: Final = 3
_ALWAYS: Final = RecordingPolicy(mode=RecordingMode.CONTINUOUS)
_clock = SystemClock()


async def measure(town: Town, folder: Path, cameras: int, window_seconds: float) -> AsyncIterator[Figure]:
    """Yield the cost of recorded cameras, then what the killing of their worker lost."""
    store = Store(folder / "store")
    worker = town.add_worker(RECORDINGS_URL=store.folder.as_uri(), RECORDINGS_SPOOL=str(folder / "spool"))
    await town.deliver(range(cameras), recording=_ALWAYS)
    await asyncio.sleep(_SETTLE_SECONDS)
    counted = functools.partial(access_units, worker)
    observed = await observe(town.swarm, [worker.pid], cameras, window_seconds, counted)
    note = f"{observed.cameras_per_core:.0f} cameras to a core; {observed.how()}"
    yield _figure("cpu-per-camera recording", observed.cpu_ms, "ms/s", _BAR_CPU_MS, note)
    yield _figure(
        "lost recording", observed.lost_percent, "%", _BAR_LOST_PERCENT, f"of {observed.due} pictures"
    )
    await until(lambda: len(_closed(store)) == cameras, _LIMIT_SECONDS, "each camera has a closed segment")
    killed_at = _clock.now()
    worker.kill()
    worker.start()
    await until(
        lambda: len(_recovered(store)) == cameras, _LIMIT_SECONDS, f"what {cameras} cameras had recorded"
    )
    for figure in _left(store, cameras, killed_at):
        yield figure


def _closed(store: Store) -> set[str]:
    """The cameras that have a segment in the store."""
    return {segment.camera for segment in store.segments()}


def _recovered(store: Store) -> dict[str, SegmentClosed]:
    """The segments that were open when the worker was killed, by camera."""
    return {segment.camera: segment for segment in store.segments() if segment.recovered}


def _left(store: Store, cameras: int, killed_at: datetime) -> list[Figure]:
    """Judge what is there of the time before a moment."""
    ends = {camera: segment.end for camera, segment in _recovered(store).items()}
    lost_seconds = max((killed_at - end).total_seconds() for end in ends.values())
    before = [segment for segment in store.segments() if segment.start < killed_at]
    decoded = set(sorted(ends)[:_DECODED_CAMERAS])
    broken = [
        why
        for segment in before
        if (why := store.why_not_whole(segment, decode=segment.camera in decoded)) is not None
    ]
    how = f"{len(before)} segments, those of {len(decoded)} cameras decoded; {'; '.join(broken[:3])}"
    note = f"from the last picture kept to the kill, the most of {cameras} cameras"
    return [
        _figure("killed while recording, lost", lost_seconds, "s", _BAR_LOST_SECONDS, note),
        _figure("killed while recording, broken", len(broken), "segments", 0, how.rstrip("; ")),
    ]


def _figure(metric: str, value: float, unit: str, bar: float, note: str) -> Figure:
    return Figure("fleet", metric, round(value, 3), unit, bar, note=note)
