"""Workers of a fleet in one process, on a board in memory and a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from lokus_ingest.application.ownership import Hear, Ownership
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.workers.membership import Member
from lokus_kit.errors import Unavailable
from lokus_kit.health import Health
from lokus_proto.subjects import StreamName
from support.virtual_clock import SteppedClock

CAMERAS = [f"cam-{number}" for number in range(120)]
TENANT = "t"


class MemoryBoard:
    """The port `Board` in memory: what is said goes to all that listen. `away`: nothing does."""

    def __init__(self) -> None:
        self.sequence = 100
        self.away = False
        self.newest: dict[str, Member] = {}
        self._listeners: list[Hear] = []

    async def follow(self, hear: Hear, caught_up: Callable[[], None]) -> None:
        for worker, member in self.newest.items():
            hear(worker, member, self.sequence)
        caught_up()
        self._listeners.append(hear)
        await asyncio.Event().wait()

    async def say(self, worker: str, member: Member) -> None:
        self._tell(worker, member)
        self.newest[worker] = member

    async def leave(self, worker: str) -> None:
        self._tell(worker, None)
        self.newest.pop(worker, None)

    def _tell(self, worker: str, member: Member | None) -> None:
        if self.away:
            raise Unavailable("the bus is away")
        self.sequence += 1
        for hear in self._listeners:
            hear(worker, member, self.sequence)


class Worker:
    """One worker, and which cameras changed hands for it."""

    def __init__(self, name: str, board: MemoryBoard, clock: SteppedClock, weight: float = 1.0) -> None:
        self.health = Health()
        self.tally = Tally()
        condition = self.health.condition("workers")
        self.ownership = Ownership(name, weight, board, clock, condition, self.tally)
        self.moved: list[str] = []
        self._task: asyncio.Task[None] | None = None
        for camera in CAMERAS:
            self.ownership.learn(TENANT, camera)

    @property
    def mine(self) -> set[str]:
        return {each for each in CAMERAS if self.ownership.owns(StreamKey(TENANT, each, StreamName.MAIN))}

    def start(self, tasks: asyncio.TaskGroup) -> None:
        self._task = tasks.create_task(self.ownership.run(lambda _, camera: self.moved.append(camera)))

    def kill(self) -> None:
        assert self._task is not None
        self._task.cancel()


@asynccontextmanager
async def fleet(*names: str) -> AsyncIterator[tuple[MemoryBoard, SteppedClock, list[Worker]]]:
    """Workers that started together, some time ago."""
    board, clock = MemoryBoard(), SteppedClock()
    workers = [Worker(name, board, clock) for name in names]
    async with asyncio.TaskGroup() as tasks:
        for worker in workers:
            worker.start(tasks)
        await clock.advance(3)
        yield board, clock, workers
        for worker in workers:
            worker.kill()
