import asyncio
from datetime import timedelta
from pathlib import Path

from lokus_ingest.application.recording.keeper import PATIENCE, SPREAD_SECONDS, UPLOADS, Keeper
from lokus_ingest.application.recording.ports import Waiting
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.fragment import Stretch
from lokus_kit.errors import Unavailable
from lokus_proto.v1.recording import SegmentClosed
from support.clock import VirtualClock
from unit.ingest.domain.recording.test_segment import HEAD

CLOSED = HEAD.closed([Stretch(25, True, 0, 90_000)], 4, "0" * 64, recovered=False)


def closed(camera: str, minute: int = 0) -> Waiting:
    """A camera's segment of a minute."""
    start = HEAD.start + timedelta(minutes=minute)
    head = HEAD.model_copy(update={"camera": camera, "start": start})
    segment = head.closed([Stretch(25, True, 0, 90_000)], 4, "0" * 64, recovered=False)
    return Waiting("jakarta", segment, Path(segment.object))


class House:
    """Spool, store and bus in memory; each is away for its first `away` calls, `refused` always is."""

    def __init__(self, *waiting: Waiting, store_away: int = 0, bus_away: int = 0, refused: str = "") -> None:
        self.left = list(waiting or (Waiting("jakarta", CLOSED, Path(CLOSED.object)),))
        self.store_away, self.bus_away = store_away, bus_away
        self.refused = refused
        self.kept: list[tuple[str, Path]] = []
        self.told: list[tuple[str, str]] = []
        self.at_once = self.most_at_once = self.tries = 0
        self.cameras: set[str] = set()
        self.empty = asyncio.Event()

    async def waiting(self) -> list[Waiting]:
        if all(each.closed.camera == self.refused for each in self.left):
            self.empty.set()
            await asyncio.Event().wait()
        return list(self.left)

    async def forget(self, waiting: Waiting) -> None:
        self.left.remove(waiting)

    async def keep(self, closed: SegmentClosed, file: Path) -> None:
        assert closed.camera not in self.cameras, "two of a run at once"
        self.cameras.add(closed.camera)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(3):
            await asyncio.sleep(0)
        self.at_once -= 1
        self.cameras.remove(closed.camera)
        self.tries += 1
        self.store_away -= 1
        if self.store_away >= 0 or closed.camera == self.refused:
            raise Unavailable("the store is away")
        self.kept.append((closed.object, file))

    async def tell(self, tenant: str, closed: SegmentClosed) -> None:
        self.bus_away -= 1
        if self.bus_away >= 0:
            raise Unavailable("the bus is away")
        self.told.append((tenant, closed.object))


async def until_empty(house: House, clock: VirtualClock | None = None) -> Tally:
    tally = Tally()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(Keeper(house, house, house, clock or VirtualClock(), tally).run())
        await house.empty.wait()
        task.cancel()
    return tally


def test_a_closed_segment_is_kept_told_and_forgotten() -> None:
    async def scene() -> None:
        house = House()
        tally = await until_empty(house)
        assert house.kept == [(CLOSED.object, Path(CLOSED.object))]
        assert house.told == [("jakarta", CLOSED.object)]
        assert (tally.segments_kept, tally.keeping_failures) == (1, 0)

    asyncio.run(scene())


def test_while_the_store_is_away_the_spool_keeps_it() -> None:
    async def scene() -> None:
        house = House(store_away=3)
        tally = await until_empty(house)
        assert len(house.kept) == len(house.told) == 1
        assert tally.keeping_failures == 3

    asyncio.run(scene())


def test_what_could_not_be_told_is_kept_again_under_the_same_name() -> None:
    async def scene() -> None:
        house = House(bus_away=1)
        await until_empty(house)
        assert house.kept[0] == house.kept[1]
        assert len(house.told) == 1

    asyncio.run(scene())


def test_a_few_go_up_at_once_the_oldest_first_and_those_of_a_run_one_by_one() -> None:
    async def scene() -> None:
        waiting = [closed(f"cam-{camera}", minute) for minute in range(3) for camera in range(20)]
        house = House(*waiting)
        await until_empty(house)
        assert 1 < house.most_at_once <= UPLOADS
        assert len(house.kept) == 60
        first = [name for name, _ in house.kept if "/cam-0/" in name]
        assert first == [closed("cam-0", minute).closed.object for minute in range(3)]

    asyncio.run(scene())


def test_what_closed_together_is_spread_and_a_long_queue_is_not_held_up() -> None:
    async def scene(cameras: int) -> float:
        house, clock = House(*(closed(f"cam-{number}") for number in range(cameras))), VirtualClock()
        began_seconds = clock.monotonic_seconds()
        await until_empty(house, clock)
        return clock.monotonic_seconds() - began_seconds

    assert asyncio.run(scene(1)) == 0
    assert 4 < asyncio.run(scene(100)) < 6
    assert asyncio.run(scene(1000)) <= SPREAD_SECONDS * 1.1


def test_a_segment_that_the_store_alone_refuses_holds_up_no_other() -> None:
    async def scene() -> None:
        house = House(closed("odd"), *(closed(f"cam-{number}", 1) for number in range(9)), refused="odd")
        await until_empty(house)
        assert len(house.kept) == 9
        assert [each.closed.camera for each in house.left] == ["odd"]

    asyncio.run(scene())


def test_a_store_that_is_away_is_asked_a_few_times_and_then_waited_for() -> None:
    async def scene() -> None:
        house = House(*(closed(f"cam-{number}") for number in range(50)), store_away=PATIENCE)
        clock = VirtualClock()
        tally = await until_empty(house, clock)
        assert tally.keeping_failures in range(PATIENCE, PATIENCE + UPLOADS)
        assert len(house.kept) == len(house.told) == 50

    asyncio.run(scene())
