"""From a camera's return until it delivers again: after a short loss, a long one, and a whole district's.

The cameras cut their connections, refuse new ones, and come back all at once. In a district they send key
frames alone: it is connecting that is measured, not reading.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from typing import Final

from bench.figure import Figure, percentile
from bench.fleet.observing import until
from bench.fleet.town import Town
from lokus_kit.clock import SystemClock

RATE_PER_SECOND: Final = 100
"""Connects a second that the fleet is set to; the default is for a fleet of many workers."""
_BAR_DISTRICT_SECONDS: Final = 60.0
_DISTRICT_AWAY_SECONDS: Final = 10.0
_LIMIT_SECONDS: Final = 90.0
_WINDOW_SECONDS: Final = 5
"""Over one second, a machine that stands still for a moment bunches what came evenly."""
_clock = SystemClock()


async def measure_losses(town: Town, cameras: int, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield how soon single cameras are back."""
    town.add_worker()
    await town.deliver(range(cameras))
    for name, away_seconds, bar in (("short", 2.0, 2.0), ("long", 10.0 if quick else 65.0, 10.0)):
        took, _ = await _gone(town, range(cameras), away_seconds)
        note = f"{cameras} cameras gone for {away_seconds:g} s; a key frame comes first"
        yield _figure(f"back-to-delivering-p50 {name} loss", percentile(took, 50), None, note)
        yield _figure(f"back-to-delivering-p95 {name} loss", percentile(took, 95), bar, note)


async def measure_district(town: Town, cameras: int) -> AsyncIterator[Figure]:
    """Yield how soon a district is back, and how many connects came within a second at most."""
    town.swarm.thin_out(range(cameras))
    town.add_worker(CONNECTS_PER_SECOND=str(RATE_PER_SECOND))
    await town.deliver(range(cameras))
    took, connects = await _gone(town, range(cameras), _DISTRICT_AWAY_SECONDS)
    note = f"{cameras} cameras gone for {_DISTRICT_AWAY_SECONDS:g} s, {RATE_PER_SECOND} connects a second"
    yield _figure("back-to-delivering-p50 district", percentile(took, 50), None, note)
    yield _figure("back-to-delivering-p99 district", percentile(took, 99), _BAR_DISTRICT_SECONDS, note)
    rate = most_within(_WINDOW_SECONDS, connects) / _WINDOW_SECONDS
    within = (
        f"in any {_WINDOW_SECONDS} s from the loss on, as the cameras saw them; "
        f"{most_within(1, connects)} in any one"
    )
    yield Figure("fleet", "connects-per-second-max district", rate, "1/s", RATE_PER_SECOND, note=within)


async def _gone(town: Town, cameras: range, away_seconds: float) -> tuple[list[float], list[float]]:
    """Take cameras away for a time.

    Return how long each took to be back (the limit, if it never was), and when connections came.
    """
    gone_seconds = _clock.monotonic_seconds()
    town.swarm.leave(cameras)
    await asyncio.sleep(away_seconds)
    town.swarm.come_back(cameras)
    back_seconds = _clock.monotonic_seconds()

    def found() -> list[float | None]:
        return [town.deliveries.first_after(camera, back_seconds) for camera in cameras]

    with suppress(TimeoutError):  # those that are missing count with the limit
        await until(lambda: None not in found(), _LIMIT_SECONDS, "all are back")
    took = [_LIMIT_SECONDS if at is None else at - back_seconds for at in found()]
    return took, [at for at in town.swarm.connects() if at > gone_seconds]


def most_within(seconds: float, moments: Iterable[float]) -> int:
    """Return how many of the moments, which rise, lie within such a stretch of time at most."""
    window: deque[float] = deque()
    most = 0
    for moment in moments:
        window.append(moment)
        while window[0] <= moment - seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def _figure(metric: str, seconds: float, bar: float | None, note: str) -> Figure:
    return Figure("fleet", metric, round(seconds, 2), "s", bar, note=note)
