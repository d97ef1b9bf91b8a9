import asyncio
from datetime import timedelta

from lokus_ingest.application.recording.disk_watch import DiskWatch
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.sweeper import Sweeper
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.disk import Marks, Use
from lokus_ingest.domain.recording.retention import RecordedHour
from lokus_kit.health import Condition
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource
from lokus_proto.v1.recording import RecordingHold, RecordingMode, RecordingPolicy
from support.clock import VirtualClock
from unit.ingest.domain.recording.test_retention import hour
from unit.ingest.samples import KEY, NOON


class Disk:
    """A store of one disk: each recorded hour takes a tenth of it, and so does all else, `taken` times."""

    def __init__(self, *hours: RecordedHour, taken: int = 0, local: bool = True) -> None:
        self.local = local
        self.left = list(hours)
        self.taken = taken
        self.accepts = True

    async def hours(self) -> list[RecordedHour]:
        return list(self.left)

    async def remove(self, hour: RecordedHour) -> None:
        self.left.remove(hour)

    def used(self) -> Use:
        used = (len(self.left) + self.taken) / 10
        return Use(used, used if self.local else None)

    def watch(self, tally: Tally) -> DiskWatch:
        marks = Marks(high=0.9, low=0.7)
        return DiskWatch(self.used, marks, self.accept, Condition("recordings"), tally)

    def accept(self, accepts: bool) -> None:  # noqa: FBT001 (as the port has it)
        self.accepts = accepts


def sweep(
    disk: Disk,
    *,
    retention_hours: int = 72,
    holds: tuple[RecordingHold, ...] = (),
    heard: bool = True,
) -> Tally:
    policies, tally = Policies(), Tally()
    policy = RecordingPolicy(mode=RecordingMode.CONTINUOUS, retention_hours=retention_hours)
    stream = StreamSource(name=StreamName.MAIN, url="rtsp://camera/1")
    camera = CameraSource(id=KEY.camera, version=1, streams=(stream,), recording=policy, holds=holds)
    policies.learn(KEY.tenant, camera)

    async def heard_all() -> bool:
        return heard

    clock = VirtualClock(NOON.timestamp())
    asyncio.run(Sweeper(disk, policies, heard_all, disk.watch(tally), clock, tally).sweep())
    return tally


def test_a_full_disk_loses_its_oldest_hours_down_to_the_low_mark() -> None:
    disk = Disk(*(hour(before) for before in range(9)))
    tally = sweep(disk)
    assert disk.left == [hour(before) for before in range(6)]
    assert (tally.hours_expended, tally.disk_full, disk.accepts) == (3, False, True)


def test_with_nothing_left_to_let_go_nothing_is_recorded_until_there_is_room() -> None:
    disk = Disk(hour(0), taken=9)
    assert sweep(disk).disk_full
    assert not disk.accepts
    disk.taken = 5
    assert not sweep(disk).disk_full
    assert disk.accepts


def test_a_store_elsewhere_makes_no_room_here() -> None:
    disk = Disk(hour(5), taken=9, local=False)
    assert sweep(disk).disk_full
    assert disk.left == [hour(5)]


def hold(hours_before: int) -> RecordingHold:
    start = hour(hours_before).start + timedelta(minutes=10)
    return RecordingHold(id=f"h{hours_before}", start=start, end=start + timedelta(minutes=1))


def test_a_full_disk_takes_nothing_that_is_held() -> None:
    disk = Disk(*(hour(before) for before in range(9)))
    tally = sweep(disk, holds=(RecordingHold(id="h", start=hour(8).start, end=hour(2).start),))
    assert disk.left == [hour(before) for before in (0, 1, 3, 4, 5, 6, 7, 8)]
    assert tally.hours_expended == 1
    assert not tally.disk_full


def test_a_worker_that_has_not_heard_all_lets_nothing_go() -> None:
    disk = Disk(*(hour(before) for before in range(24, 34)))
    tally = sweep(disk, retention_hours=24, heard=False)
    assert len(disk.left) == 10
    assert tally.disk_full
    assert not disk.accepts
