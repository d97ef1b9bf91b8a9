import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from support.clock import VirtualClock


class Done(Exception):
    """What a test ends an endless task with: no retry policy expects it."""


@given(
    failures=st.integers(1, 10_000),
    jitter=st.floats(0, 1),
    first=st.floats(0.01, 10),
    cap=st.floats(0.01, 100),
)
def test_a_wait_is_never_over_the_cap_and_never_negative(
    failures: int, jitter: float, first: float, cap: float
) -> None:
    assert 0 <= Backoff(first, cap).wait_seconds(failures, jitter) <= cap


def test_ceilings_double_up_to_the_cap() -> None:
    backoff = Backoff(first_seconds=1, cap_seconds=5)
    assert [backoff.wait_seconds(n, 1.0) for n in range(1, 6)] == [1, 2, 4, 5, 5]


def test_jitter_is_full() -> None:
    assert Backoff(first_seconds=4).wait_seconds(1, 0.0) == 0
    assert Backoff(first_seconds=4).wait_seconds(1, 0.5) == 2


async def waits_of(outcomes: list[Exception | float | None], clock: VirtualClock) -> list[float]:
    """The waits after runs that fail, last so many seconds and end, or just end."""
    waits: list[float] = []
    left = iter(outcomes)

    async def run_once() -> None:
        outcome = next(left, Done())
        if isinstance(outcome, Exception):
            raise outcome
        await clock.sleep(outcome or 0)

    with pytest.raises(Done):
        await keep_running(
            "test",
            run_once,
            retry_on=(Unavailable,),
            clock=clock,
            backoff=Backoff(first_seconds=1, cap_seconds=8, healthy_after_seconds=10),
            on_wait=lambda _, seconds: waits.append(seconds),
            jitter=lambda: 1.0,
        )
    return waits


async def test_expected_errors_wait_longer_and_longer() -> None:
    clock = VirtualClock(0)
    assert await waits_of([Unavailable("x")] * 5, clock) == [1, 2, 4, 8, 8]
    assert clock.seconds == 23


async def test_a_healthy_stretch_starts_the_waits_over() -> None:
    away = Unavailable("x")
    assert await waits_of([away, away, 10.0, away], VirtualClock()) == [1, 2, 1, 2]


async def test_a_short_run_does_not() -> None:
    away = Unavailable("x")
    assert await waits_of([away, away, 9.0], VirtualClock()) == [1, 2, 4]


async def test_whoever_knows_better_says_what_was_healthy() -> None:
    waits: list[float] = []
    runs = iter([False, False, True, False])

    async def run_once() -> None:
        if len(waits) == 4:
            raise Done
        raise Unavailable("x")

    with pytest.raises(Done):
        await keep_running(
            "test",
            run_once,
            retry_on=(Unavailable,),
            clock=VirtualClock(),
            backoff=Backoff(first_seconds=1, cap_seconds=8),
            on_wait=lambda _, seconds: waits.append(seconds),
            healthy=lambda: next(runs),
            jitter=lambda: 1.0,
        )
    assert waits == [1, 2, 1, 2]


async def test_a_normal_end_is_run_again_after_a_wait() -> None:
    assert await waits_of([None, None], VirtualClock()) == [1, 2]


async def test_cancellation_ends_it_even_where_a_library_answers_with_its_own_error() -> None:
    async def hides_cancellation() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise Unavailable("connection closed") from None

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(
            keep_running("test", hides_cancellation, retry_on=(Unavailable,), clock=VirtualClock()),
            name="kept",
        )
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()
