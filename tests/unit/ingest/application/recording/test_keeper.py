import asyncio

from lokus_ingest.application.recording.keeper import Keeper
from lokus_ingest.application.recording.ports import Waiting
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.fragment import Stretch
from lokus_kit.errors import Unavailable
from lokus_proto.v1.recording import SegmentClosed
from support.clock import VirtualClock
from unit.ingest.domain.recording.test_segment import HEAD

CLOSED = HEAD.closed([Stretch(25, True, 0, 90_000)], 4, "0" * 64, recovered=False)


class House:
    """Spool, store and bus in memory; each is away for its first `away` calls."""

    def __init__(self, *, store_away: int = 0, bus_away: int = 0) -> None:
        self.left = [Waiting("jakarta", CLOSED)]
        self.store_away, self.bus_away = store_away, bus_away
        self.kept: list[tuple[str, bytes]] = []
        self.told: list[tuple[str, str]] = []
        self.empty = asyncio.Event()

    async def waiting(self) -> list[Waiting]:
        if not self.left:
            self.empty.set()
            await asyncio.Event().wait()
        return list(self.left)

    async def content(self, waiting: Waiting) -> bytes:
        return b"mp4!"

    async def forget(self, waiting: Waiting) -> None:
        self.left.remove(waiting)

    async def keep(self, closed: SegmentClosed, content: bytes) -> None:
        self.store_away -= 1
        if self.store_away >= 0:
            raise Unavailable("the store is away")
        self.kept.append((closed.object, content))

    async def tell(self, tenant: str, closed: SegmentClosed) -> None:
        self.bus_away -= 1
        if self.bus_away >= 0:
            raise Unavailable("the bus is away")
        self.told.append((tenant, closed.object))


async def until_empty(house: House) -> Tally:
    tally = Tally()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(Keeper(house, house, house, VirtualClock(), tally).run())
        await house.empty.wait()
        task.cancel()
    return tally


def test_a_closed_segment_is_kept_told_and_forgotten() -> None:
    async def scene() -> None:
        house = House()
        tally = await until_empty(house)
        assert house.kept == [(CLOSED.object, b"mp4!")]
        assert house.told == [("jakarta", CLOSED.object)]
        assert tally.segments_kept == 1

    asyncio.run(scene())


def test_while_the_store_is_away_the_spool_keeps_it() -> None:
    async def scene() -> None:
        house = House(store_away=3)
        await until_empty(house)
        assert len(house.kept) == len(house.told) == 1

    asyncio.run(scene())


def test_what_could_not_be_told_is_kept_again_under_the_same_name() -> None:
    async def scene() -> None:
        house = House(bus_away=1)
        await until_empty(house)
        assert house.kept[0] == house.kept[1]
        assert len(house.told) == 1

    asyncio.run(scene())
