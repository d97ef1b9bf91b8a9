import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_kit.errors import Unavailable
from lokus_registry.application.worker import Worker
from support.virtual_clock import SteppedClock, settle

_NEVER = 3600.0


class Pile:
    """Pieces of work; the first `faults` tries find the database away."""

    def __init__(self, pieces: int, faults: int = 0) -> None:
        self.pieces, self.faults, self.done = pieces, faults, 0

    async def do_one(self) -> bool:
        if self.faults:
            self.faults -= 1
            raise Unavailable("away")
        if self.done == self.pieces:
            return False
        self.done += 1
        return True


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(worker.run(), name="worker")
        await settle()
        yield
        task.cancel()


async def test_all_that_waits_is_done_at_once() -> None:
    pile = Pile(3)
    async with running(Worker("pile", pile.do_one, SteppedClock(), _NEVER)):
        assert pile.done == 3


async def test_who_is_woken_looks_again() -> None:
    pile = Pile(0)
    worker = Worker("pile", pile.do_one, SteppedClock(), _NEVER)
    async with running(worker):
        pile.pieces = 2
        await settle()
        assert pile.done == 0
        worker.wake()
        await settle()
        assert pile.done == 2


async def test_work_goes_on_when_the_database_is_back() -> None:
    pile, clock = Pile(1, faults=3), SteppedClock()
    async with running(Worker("pile", pile.do_one, clock, _NEVER)):
        assert pile.done == 0
        await clock.advance(60.0)
        assert pile.done == 1
