import asyncio
from datetime import UTC, datetime, timedelta

from lokus_analytics.application.unit_queue import UnitQueue
from lokus_proto.media import AccessUnit, Codec

START = datetime(2026, 1, 1, tzinfo=UTC)


def unit(seq: int, *, key_frame: bool = False, size_bytes: int = 10) -> AccessUnit:
    """One of ten units a second."""
    captured_at = START + timedelta(milliseconds=100 * seq)
    return AccessUnit(Codec.H264, seq * 9000, key_frame, 1, seq, captured_at, b"x" * size_bytes)


async def take_now(queue: UnitQueue) -> list[int]:
    async with asyncio.timeout(1):
        return [each.seq for each in await queue.take()]


def has_none_due(queue: UnitQueue) -> bool:
    return not queue._due.is_set()


async def test_the_first_unit_is_due_at_once() -> None:
    queue = UnitQueue()
    queue.put(unit(0, key_frame=True))
    assert await take_now(queue) == [0]


async def test_later_units_are_taken_together_when_a_look_is_due() -> None:
    queue = UnitQueue()
    queue.put(unit(0, key_frame=True))
    await take_now(queue)
    queue.put(unit(1))
    assert has_none_due(queue)
    queue.put(unit(2))
    assert await take_now(queue) == [1, 2]


async def test_a_full_queue_drops_all_and_goes_on_at_the_next_key_frame() -> None:
    queue = UnitQueue(max_units=3)
    for seq in range(5):
        queue.put(unit(seq, key_frame=seq == 0))
    queue.put(unit(5, key_frame=True))
    queue.put(unit(6))
    assert await take_now(queue) == [5, 6]
    assert queue.dropped == 5


async def test_a_key_frame_finds_room_in_a_full_queue() -> None:
    queue = UnitQueue(max_units=2)
    queue.put(unit(0, key_frame=True))
    queue.put(unit(1))
    queue.put(unit(2, key_frame=True))
    assert await take_now(queue) == [2]
    assert queue.dropped == 2


async def test_the_bound_counts_bytes_too() -> None:
    queue = UnitQueue(max_bytes=100)
    queue.put(unit(0, key_frame=True, size_bytes=60))
    queue.put(unit(1, size_bytes=60))
    assert has_none_due(queue)
    assert queue.dropped == 2


async def test_a_clock_set_back_does_not_hold_units_up() -> None:
    queue = UnitQueue()
    queue.put(unit(1000, key_frame=True))
    await take_now(queue)
    queue.put(unit(0, key_frame=True))
    assert await take_now(queue) == [0]
