import asyncio
from datetime import datetime, timedelta

import pytest

from lokus_ingest.application.recording.expiry import PASS_SECONDS, Expiry
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.retention import RecordedHour
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import Unavailable
from lokus_proto.v1.camera import CameraSource
from lokus_proto.v1.recording import RecordingHold, RecordingMode, RecordingPolicy
from support.clock import VirtualClock
from unit.ingest.domain.recording.test_retention import hour
from unit.ingest.samples import KEY, NOON


class Library:
    """Shelves in memory; `asked`: for which cameras; those of `locked` cannot be had."""

    def __init__(self, *hours: RecordedHour, locked: str = "") -> None:
        self.left = list(hours)
        self.asked: list[str] = []
        self.locked = locked

    async def hours_until(self, tenant: str, camera: str, last: datetime) -> list[RecordedHour]:
        self.asked.append(camera)
        if camera == self.locked:
            raise Unavailable("the shelf is locked")
        ours = [each for each in self.left if (each.key.tenant, each.key.camera) == (tenant, camera)]
        return [each for each in ours if each.start <= last]

    async def cameras(self) -> list[tuple[str, str]]:
        return sorted({(each.key.tenant, each.key.camera) for each in self.left})

    async def remove(self, hour: RecordedHour) -> None:
        self.left.remove(hour)


def source(camera: str = KEY.camera, *holds: RecordingHold, removed: bool = False) -> CameraSource:
    policy = RecordingPolicy(mode=RecordingMode.CONTINUOUS, retention_hours=24)
    return CameraSource(id=camera, version=1, streams=(), recording=policy, holds=holds, removed=removed)


def hold(hours_before: int) -> RecordingHold:
    start = hour(hours_before).start + timedelta(minutes=10)
    return RecordingHold(id=f"h{hours_before}", start=start, end=start + timedelta(minutes=1))


class Scene:
    """A worker that owns all cameras but those of `others`."""

    def __init__(
        self, library: Library, *sources: CameraSource, others: str = "", heard: bool = True
    ) -> None:
        self.clock, self.tally, self.policies = VirtualClock(NOON.timestamp()), Tally(), Policies()
        for each in sources:
            self.policies.learn(KEY.tenant, each)

        def owns(key: StreamKey) -> bool:
            return key.camera != others

        async def heard_all() -> bool:
            return heard

        self.expiry = Expiry(library, self.policies, owns, heard_all, self.clock, self.tally)

    def pass_once(self) -> Tally:
        asyncio.run(self.expiry.see_to_all())
        return self.tally


def test_what_is_past_its_retention_goes() -> None:
    library = Library(hour(1), hour(24), hour(30))
    assert Scene(library, source()).pass_once().hours_expired == 1
    assert library.left == [hour(1), hour(24)]


def test_only_the_owner_of_a_camera_looks_at_its_footage() -> None:
    library = Library(hour(30), hour(30, "cam-2"))
    Scene(library, source(), source("cam-2"), others="cam-2").pass_once()
    assert library.left == [hour(30, "cam-2")]
    assert library.asked == [KEY.camera]


def test_footage_of_a_removed_camera_goes_when_its_own_retention_is_over() -> None:
    library = Library(hour(24), hour(30))
    Scene(library, source(removed=True)).pass_once()
    assert library.left == [hour(24)]


def test_what_is_held_stays_beyond_its_retention_and_is_counted() -> None:
    library = Library(hour(24), hour(30), hour(31))
    tally = Scene(library, source(KEY.camera, hold(30))).pass_once()
    assert library.left == [hour(24), hour(30)]
    assert (tally.hours_expired, tally.held_hours) == (1, 1)


def test_a_worker_that_has_not_heard_all_lets_nothing_go() -> None:
    library = Library(hour(30), hour(31))
    assert Scene(library, source(), heard=False).pass_once().hours_expired == 0
    assert len(library.left) == 2


def test_a_hold_that_comes_while_hours_go_still_holds() -> None:
    class HeldMeanwhile(Library):
        """Somebody places a hold on hour 31 while hour 30 goes."""

        async def remove(self, hour: RecordedHour) -> None:
            scene.policies.learn(KEY.tenant, source(KEY.camera, hold(31)))
            await super().remove(hour)

    library = HeldMeanwhile(hour(30), hour(31))
    scene = Scene(library, source())
    scene.pass_once()
    assert library.left == [hour(31)]


def test_a_camera_whose_footage_cannot_be_listed_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    library = Library(hour(30), hour(30, "cam-0"), locked="cam-0")
    Scene(library, source("cam-0"), source()).pass_once()
    assert library.left == [hour(30, "cam-0")]
    assert "the shelf is locked" in caplog.text


def test_the_turns_of_many_cameras_are_spread_over_a_pass() -> None:
    scene = Scene(Library(), *(source(f"cam-{number}") for number in range(900)))
    scene.pass_once()
    assert (scene.clock.now() - NOON).total_seconds() == pytest.approx(PASS_SECONDS)


def test_footage_that_nobody_tells_of_stays_and_is_named(caplog: pytest.LogCaptureFixture) -> None:
    library = Library(hour(30), hour(500, "lost"))
    scene = Scene(library, source())
    scene.pass_once()
    asyncio.run(scene.expiry.find_strays())
    assert library.left == [hour(500, "lost")]
    assert scene.tally.stray_cameras == 1
    assert "jakarta/lost" in caplog.text


def test_a_worker_that_does_not_know_all_cameras_yet_calls_none_stray() -> None:
    scene = Scene(Library(hour(30)), heard=False)
    asyncio.run(scene.expiry.find_strays())
    assert scene.tally.stray_cameras == 0
