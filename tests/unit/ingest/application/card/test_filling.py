import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lokus_ingest.application.card.devices import KnownDevices
from lokus_ingest.application.card.filling import BY, LOOK_BACK, CardFilling
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import Unavailable
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, OnvifSource, StreamSource
from lokus_proto.v1.footage import GapReason, RecordingGap, TimelineReply
from lokus_proto.v1.late_footage import LateCardOrder
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy
from support.virtual_clock import SteppedClock

KEY = StreamKey("jakarta", "c1", StreamName.MAIN)
ONVIF = OnvifSource(url="http://192.0.2.10/onvif/device_service")
SETTLED_SECONDS = 10


@dataclass
class Shelf:
    """What is recorded, and what was ordered."""

    clock: SteppedClock
    gaps: list[RecordingGap] = field(default_factory=list)
    away: int = 0
    behind: timedelta = timedelta(0)
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    ordered: list[LateCardOrder] = field(default_factory=list)

    async def timeline(self, key: StreamKey, start: datetime, end: datetime) -> TimelineReply:
        assert key == KEY
        self.asked.append((start, end))
        if self.away:
            self.away -= 1
            raise Unavailable("the store is away")
        return TimelineReply(gaps=tuple(self.gaps), recorded_until=end - self.behind)

    async def order(self, tenant: str, order: LateCardOrder) -> bool:
        assert tenant == "jakarta"
        new = order.footage not in {each.footage for each in self.ordered}
        self.ordered += [order] if new else []
        return new


@dataclass
class Rig:
    runs: dict[StreamKey, int]
    shelf: Shelf
    clock: SteppedClock

    def gap(self, minutes_ago: float, minutes: float) -> RecordingGap:
        start = self.clock.now() - timedelta(minutes=minutes_ago)
        return RecordingGap(start=start, end=start + timedelta(minutes=minutes), reason=GapReason.SOURCE)


@asynccontextmanager
async def filling(rig: Rig, *, wanted: bool = True, onvif: OnvifSource | None = ONVIF) -> AsyncIterator[None]:
    policies, devices = Policies(), KnownDevices()
    recording = RecordingPolicy(mode=RecordingMode.CONTINUOUS, retention_hours=48, fetch_from_card=wanted)
    streams = (StreamSource(name=StreamName.MAIN, url="rtsp://192.0.2.10/"),)
    source = CameraSource(id="c1", version=1, streams=streams, onvif=onvif, recording=recording)
    policies.learn("jakarta", source)
    devices.learn("jakarta", source)
    work = CardFilling(
        lambda: rig.runs, policies, devices, rig.shelf, rig.shelf, rig.clock, segment_seconds=10
    )
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(work.run())
        yield
        task.cancel()


def rig() -> Rig:
    clock = SteppedClock()
    return Rig({KEY: 1}, Shelf(clock), clock)


async def test_a_camera_that_is_back_has_its_gap_fetched_once_what_follows_it_is_stored() -> None:
    found = rig()
    gap = found.gap(20, 15)
    found.shelf.gaps = [gap]
    async with filling(found):
        await found.clock.advance(SETTLED_SECONDS - 1)
        assert found.shelf.asked == []
        await found.clock.advance(2)
        (order,) = found.shelf.ordered
        assert (order.camera, order.card.start, order.card.until) == ("c1", gap.start, gap.end)
        assert order.origin.by == BY
        ((start, until),) = found.shelf.asked
        assert until - start == LOOK_BACK


async def test_it_is_looked_at_once_after_each_return_and_each_gap_is_ordered_once() -> None:
    found = rig()
    found.shelf.gaps = [found.gap(20, 15)]
    async with filling(found):
        await found.clock.advance(600)
        assert (len(found.shelf.asked), len(found.shelf.ordered)) == (1, 1)
        found.runs = {}
        await found.clock.advance(60)
        found.runs = {KEY: 2}
        await found.clock.advance(120)
        assert (len(found.shelf.asked), len(found.shelf.ordered)) == (2, 1)


async def test_a_gap_whose_end_is_not_stored_yet_is_waited_for() -> None:
    found = rig()
    found.shelf.gaps, found.shelf.behind = [found.gap(20, 15)], timedelta(minutes=5)
    async with filling(found):
        await found.clock.advance(60)
        assert (len(found.shelf.asked) > 2, found.shelf.ordered) == (True, [])
        found.shelf.behind = timedelta(seconds=5)
        await found.clock.advance(15)
        assert len(found.shelf.ordered) == 1


async def test_a_store_that_is_away_is_asked_again() -> None:
    found = rig()
    found.shelf.gaps, found.shelf.away = [found.gap(20, 15)], 2
    async with filling(found):
        await found.clock.advance(120)
        assert (len(found.shelf.asked), len(found.shelf.ordered)) == (3, 1)


async def test_nothing_is_fetched_unless_the_owner_wants_it_and_the_device_is_known() -> None:
    for wanted, onvif in ((False, ONVIF), (True, None)):
        found = rig()
        found.shelf.gaps = [found.gap(20, 15)]
        async with filling(found, wanted=wanted, onvif=onvif):
            await found.clock.advance(600)
            assert found.shelf.asked == []
