"""A worker is killed: how soon its cameras deliver from others, and whether any is pulled twice."""

import signal
from collections.abc import AsyncIterator
from os import kill
from typing import Final

from bench.figure import Figure, percentile
from bench.fleet.observing import until
from bench.fleet.town import Town, owned_cameras
from lokus_kit.clock import SystemClock

_BAR_SECONDS: Final = 10.0
_LIMIT_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.1
_clock = SystemClock()


async def measure(town: Town, cameras: int, workers: int, steady_seconds: float) -> AsyncIterator[Figure]:
    """Yield the time of a takeover, and what was pulled twice before and after it."""
    for _ in range(workers):
        town.add_worker()
    await town.deliver(range(cameras))
    twice = await _pulled_twice(town, steady_seconds)
    victim = town.workers.pop()
    owned = await owned_cameras(victim)
    killed_seconds = _clock.monotonic_seconds()
    kill(victim.pid, signal.SIGKILL)

    def found() -> list[float]:
        moments = (town.deliveries.first_after(camera, killed_seconds) for camera in range(cameras))
        return [at - killed_seconds for at in moments if at is not None]

    await until(lambda: len(found()) >= owned, _LIMIT_SECONDS, f"{owned} cameras deliver elsewhere")
    took = found()
    victim.kill()
    note = f"1 of {workers} workers killed; {owned} of {cameras} cameras were its own"
    yield Figure("fleet", "takeover-p50", round(percentile(took, 50), 2), "s", note=note)
    yield Figure("fleet", "takeover-p95", round(percentile(took, 95), 2), "s", _BAR_SECONDS, note=note)
    twice |= await _pulled_twice(town, steady_seconds)
    watched = f"seen at the cameras in {steady_seconds:g} s before and as long after the takeover"
    yield Figure("fleet", "pulled-twice", len(twice), "cameras", 0, note=watched)


async def _pulled_twice(town: Town, seconds: float) -> set[int]:
    """Watch for a time; return the cameras that had more than one session at once."""
    twice: set[int] = set()
    end_seconds = _clock.monotonic_seconds() + seconds
    while _clock.monotonic_seconds() < end_seconds:
        twice |= {camera for camera, sessions in town.swarm.count().sessions.items() if sessions > 1}
        await _clock.sleep(_LOOK_SECONDS)
    return twice
