import asyncio
from dataclasses import replace

from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from support.virtual_clock import SteppedClock, settle
from unit.ingest.worker_fleet import CAMERAS, TENANT, MemoryBoard, Worker, fleet


def shared(*workers: Worker) -> bool:
    """Whether each camera belongs to exactly one."""
    return sorted(camera for worker in workers for camera in worker.mine) == sorted(CAMERAS)


async def test_workers_that_start_together_share_the_cameras_and_none_takes_all_first() -> None:
    async with fleet("a", "b", "c") as (_, _, workers):
        assert shared(*workers)
        assert all(worker.moved and len(worker.moved) == len(worker.mine) for worker in workers)
        assert all(worker.ownership.workers == 3 for worker in workers)
        assert all(not worker.health.reasons() for worker in workers)


async def test_the_cameras_of_a_killed_worker_are_shared_by_the_others_within_five_seconds() -> None:
    async with fleet("a", "b", "c") as (_, clock, (a, b, c)):
        gone, before_b = c.mine, b.mine
        c.kill()
        await clock.advance(2)
        assert not a.mine & gone
        await clock.advance(3)
        assert shared(a, b)
        assert before_b <= b.mine
        assert a.tally.takeovers == len(a.mine)


async def test_a_worker_that_joins_moves_its_own_share_alone() -> None:
    async with fleet("a", "b") as (board, clock, (a, b)), asyncio.TaskGroup() as tasks:
        before_a, before_b = a.mine, b.mine
        c = Worker("c", board, clock)
        c.start(tasks)
        await clock.advance(3)
        assert shared(a, b, c)
        assert a.mine == before_a - c.mine
        assert b.mine == before_b - c.mine
        c.kill()


async def test_one_that_drains_hands_over_waits_until_it_is_empty_and_is_gone_at_once() -> None:
    async with fleet("a", "b") as (board, clock, (a, b)):
        empty = asyncio.Event()

        async def until_empty() -> None:
            await empty.wait()

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(b.ownership.drain(until_empty))
            await clock.advance(0.5)
            assert (len(a.mine), len(b.mine)) == (len(CAMERAS), 0)
            assert "b" in board.newest
            empty.set()
        assert "b" not in board.newest
        await clock.advance(2)
        assert set(board.newest) == {"a"}
        assert not a.ownership.has_others()


async def test_a_worker_without_the_bus_keeps_what_it_has_and_nobody_else_is_declared_gone() -> None:
    async with fleet("a", "b") as (board, clock, (a, b)):
        before = a.mine, b.mine
        board.away = True
        await clock.advance(300)
        assert (a.mine, b.mine) == before
        board.away = False
        await clock.advance(10)
        assert (a.mine, b.mine) == before


async def test_of_two_workers_of_one_name_the_later_stays_and_the_earlier_says_why_not() -> None:
    async with fleet("a") as (board, clock, (a,)), asyncio.TaskGroup() as tasks:
        later = Worker("a", board, clock)
        later.start(tasks)
        await clock.advance(3)
        assert (len(a.mine), len(later.mine)) == (0, len(CAMERAS))
        assert "another worker calls itself a" in a.health.reasons()["workers"]
        later.kill()
        await clock.advance(6)
        assert len(a.mine) == len(CAMERAS)


async def test_the_epoch_is_the_place_that_the_board_has_reached() -> None:
    async with fleet("a") as (board, clock, (a,)):
        assert a.ownership.sequence == board.sequence
        await clock.advance(5)
        assert a.ownership.sequence == board.sequence


async def test_a_camera_that_comes_later_belongs_to_one_worker_at_once() -> None:
    async with fleet("a", "b") as (_, _, workers):
        for worker in workers:
            worker.ownership.learn(TENANT, "new")
        await settle()
        key = StreamKey(TENANT, "new", StreamName.SUB)
        assert [worker.ownership.owns(key) for worker in workers].count(True) == 1
        assert sum(worker.moved.count("new") for worker in workers) == 1


async def test_a_heavier_worker_has_more_cameras() -> None:
    async with fleet("a") as (board, clock, (a,)):
        await board.say("b", replace(board.newest["a"], weight=5.0))
        await clock.advance(1)
        assert 0 < len(a.mine) < len(CAMERAS) / 3
        assert a.ownership.share() == 1 / 6


async def test_a_worker_that_sees_nobody_yet_counts_itself_alone() -> None:
    assert Worker("a", MemoryBoard(), SteppedClock(), weight=3.0).ownership.share() == 1.0
