"""The one retry policy: `keep_running` runs a coroutine again and again until it is cancelled.

Expected errors wait (exponential, capped, full jitter) and the wait starts over after a healthy
stretch; anything else escapes and ends the service. A normal return counts as "it ended": it is
run again after a wait too, for the things we keep running have no business ending.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lokus_kit.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait. `healthy_after_seconds`: a run that lasted so long starts the waits over."""

    first_seconds: float = 0.5
    cap_seconds: float = 30.0
    factor: float = 2.0
    healthy_after_seconds: float = 10.0

    def wait_seconds(self, failures: int, jitter: float) -> float:
        """Wait after the n-th failure in a row (from 1); `jitter` in 0..1 is full jitter."""
        ceiling = min(self.cap_seconds, self.first_seconds * self.factor ** min(failures - 1, 32))
        return ceiling * jitter


async def keep_running(
    name: str,
    run_once: Callable[[], Awaitable[None]],
    *,
    retry_on: tuple[type[Exception], ...],
    clock: Clock,
    backoff: Backoff | None = None,
    on_wait: Callable[[Exception | None, float], None] | None = None,
    healthy: Callable[[], bool] | None = None,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Run `run_once` for ever; `on_wait(error, seconds)` is told before each wait.

    `healthy` says whether the run that ended was; else its length does.
    """
    policy = backoff or Backoff()
    failures = 0
    while True:
        started = clock.monotonic_seconds()
        error: Exception | None = None
        try:
            await run_once()
        except retry_on as expected:
            heed_cancellation(expected)
            error = expected
        lasted_seconds = clock.monotonic_seconds() - started
        if healthy() if healthy is not None else lasted_seconds >= policy.healthy_after_seconds:
            failures = 0
        failures += 1
        wait = policy.wait_seconds(failures, jitter())
        if on_wait is not None:
            on_wait(error, wait)
        else:
            log.warning("%s: again in %.1f s: %s", name, wait, error or "it ended")
        await clock.sleep(wait)


def heed_cancellation(error: Exception | None = None) -> None:
    """Some libraries swallow a cancellation, or answer it with an error of their own: it stands."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from error
