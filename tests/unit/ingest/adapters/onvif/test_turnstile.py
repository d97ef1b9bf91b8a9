"""Devices are opened in turns."""

import asyncio

from lokus_ingest.adapters.onvif.turnstile import Turnstile
from support.clock import VirtualClock


async def test_those_who_come_at_one_moment_enter_one_after_the_other_in_their_order() -> None:
    clock = VirtualClock()
    turnstile, began_seconds = Turnstile(clock, per_second=10), clock.monotonic_seconds()
    entered: list[tuple[int, float]] = []

    async def come(number: int) -> None:
        await turnstile.enter()
        entered.append((number, round(clock.monotonic_seconds() - began_seconds, 3)))

    async with asyncio.TaskGroup() as tasks:
        for number in range(4):
            tasks.create_task(come(number))
    assert entered == [(0, 0.0), (1, 0.1), (2, 0.2), (3, 0.3)]


async def test_who_comes_late_does_not_wait_and_saves_nothing_up() -> None:
    clock = VirtualClock()
    turnstile = Turnstile(clock, per_second=10)
    await turnstile.enter()
    await clock.sleep(5)
    before_seconds = clock.monotonic_seconds()
    await turnstile.enter()
    assert clock.monotonic_seconds() == before_seconds
    await turnstile.enter()
    assert round(clock.monotonic_seconds() - before_seconds, 3) == 0.1
