import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest

from lokus_ingest.application.admission import Admission
from lokus_ingest.application.tally import Tally
from support.virtual_clock import SteppedClock, settle

HOST = ip_address("192.0.2.7")


class Rig:
    """A gate; `entered` are the names of those who were let in, with the seconds since the start."""

    def __init__(
        self, per_second: float = 10.0, segment: float = 1000.0, share: Callable[[], float] = lambda: 1.0
    ) -> None:
        self.clock, self.tally = SteppedClock(), Tally()
        self.gate = Admission(per_second, segment, share, self.clock, self.tally)
        self.entered: list[tuple[str, float]] = []
        self.told: list[float] = []
        self._begun = self.clock.monotonic_seconds()
        self._group = asyncio.TaskGroup()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self._group as tasks:
            gate = tasks.create_task(self.gate.run())
            yield
            gate.cancel()

    def enter(self, name: str, host: str = "192.0.2.7") -> asyncio.Task[None]:
        async def enter() -> None:
            await self.gate.enter(ip_address(host), self.told.append)
            self.entered.append((name, self.clock.monotonic_seconds() - self._begun))

        return self._group.create_task(enter())


async def test_who_comes_alone_does_not_wait() -> None:
    rig = Rig()
    await rig.gate.enter(HOST, rig.told.append)
    assert rig.told == []
    assert (rig.tally.admitted, rig.tally.admission_wait_seconds) == (1, 0)


async def test_who_waits_is_let_in_in_order_at_the_rate_and_told_how_long_it_takes() -> None:
    rig = Rig(per_second=10.0)
    async with rig.running():
        for number in range(20):
            rig.enter(str(number))
        await settle()
        assert rig.gate.waiting == 19
        await rig.clock.advance(1)
        assert len(rig.entered) <= 10
        await rig.clock.advance(3)
    assert [name for name, _ in rig.entered] == [str(number) for number in range(20)]
    assert rig.told[-1] == pytest.approx(19 / 9)
    assert rig.entered[-1][1] == pytest.approx(19 / 9, abs=0.2)
    assert rig.tally.admission_wait_seconds > 10


async def test_one_crowded_segment_does_not_hold_up_another() -> None:
    rig = Rig(per_second=1000.0, segment=1.0)
    async with rig.running():
        crowd = [rig.enter("crowd") for _ in range(5)]
        await settle()
        await rig.clock.advance(0.01)
        rig.enter("alone", "198.51.100.1")
        await settle()
        assert [name for name, _ in rig.entered] == ["crowd", "alone"]
        for task in crowd:
            task.cancel()
        await settle()


async def test_who_gives_up_while_waiting_takes_nobodys_turn() -> None:
    rig = Rig(per_second=1.0)
    async with rig.running():
        rig.enter("first")
        await settle()
        gives_up = rig.enter("gives up")
        rig.enter("last")
        await settle()
        gives_up.cancel()
        await settle()
        assert rig.gate.waiting == 1
        await rig.clock.advance(1.3)
    assert [name for name, _ in rig.entered] == ["first", "last"]


async def test_a_worker_takes_its_share_and_notes_when_it_changes() -> None:
    workers = [4]
    rig = Rig(per_second=40.0, share=lambda: 1 / workers[0])
    async with rig.running():
        tasks = [rig.enter(str(number)) for number in range(500)]
        await rig.clock.advance(4)
        alone = len(rig.entered)
        assert 34 <= alone <= 40
        workers[0] = 1
        await rig.clock.advance(4)
        assert 136 <= len(rig.entered) - alone <= 160
        for task in tasks:
            task.cancel()
        await settle()


async def test_two_thousand_who_wait_cost_little() -> None:
    rig = Rig(per_second=1000.0, segment=10_000.0)
    async with rig.running():
        for number in range(2000):
            rig.enter(str(number), f"192.0.{number % 250}.7")
        async with asyncio.timeout(20):
            await rig.clock.advance(3)
    assert len(rig.entered) == 2000
