import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.recorder import Recorder
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.ending import OFF, STOPPED, Ending, lost
from lokus_ingest.domain.recording.pieces import Piece
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import Unavailable
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy, SoundCodec
from lokus_proto.v1.stream_state import ReasonKind
from support.clock import VirtualClock
from unit.ingest.samples import IDR, KEY, NOON, SETS, unit

SIZE = Resolution(1280, 720)


class MemorySpool:
    """The port `Spool` in memory: the numbers of the pictures of each segment. `full`: it takes nothing."""

    def __init__(self) -> None:
        self.segments: list[list[int]] = []
        self.heard: list[int] = []
        self.full = False
        self.open = False
        self.endings: list[Ending] = []

    async def add(self, key: StreamKey, piece: Piece, *, begins: bool) -> None:
        await asyncio.sleep(0)
        if self.full:
            self.open = False
            raise Unavailable("the spool is full")
        if begins:
            self.segments.append([])
        self.open = True
        self.segments[-1] += [each.seq for each in piece.units]
        self.heard += [each.pts_90k for each in piece.sounds]

    async def end(self, key: StreamKey, ending: Ending) -> None:
        self.open = False
        self.endings.append(ending)


SOUND = SoundFormat(SoundCodec.PCMA, 8000, 1)


class Desk:
    """A recorder at work; `gop` has a second of pictures come."""

    def __init__(self, mode: RecordingMode, queue_bytes: int = 10_000) -> None:
        self.spool, self.tally, self.policies = MemorySpool(), Tally(), Policies()
        self.clock = VirtualClock(NOON.timestamp())
        self.policy(mode)
        self.recorder = Recorder(
            KEY,
            self.policies,
            self.spool,
            self.clock,
            self.tally,
            segment_seconds=60,
            queue_bytes=queue_bytes,
        )
        self._seq = 0

    def policy(self, mode: RecordingMode, *, sound: bool = False) -> None:
        policy = RecordingPolicy(mode=mode, pre_roll_seconds=2, post_roll_seconds=3, sound=sound)
        stream = StreamSource(name=StreamName.MAIN, url="rtsp://camera/1")
        camera = CameraSource(id=KEY.camera, version=1, streams=(stream,), recording=policy)
        self.policies.learn(KEY.tenant, camera)

    async def gop(self, times: int = 1) -> None:
        for _ in range(times):
            for place in range(10):
                payload = SETS + IDR if place == 0 else bytes(20)
                at = NOON + timedelta(seconds=self._seq / 10)
                await self.clock.sleep(0.1)
                self.recorder.take(
                    unit(self._seq, key_frame=place == 0, payload=payload)._replace(captured_at=at), SIZE
                )
                self.recorder.hear(Sound(bytes(160), self._seq * 9000, SOUND))
                self._seq += 1
            for _ in range(5):
                await asyncio.sleep(0)


@asynccontextmanager
async def at_work(desk: Desk) -> AsyncIterator[Desk]:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(desk.recorder.run())
        await asyncio.sleep(0)
        yield desk
        task.cancel()


def test_all_pictures_are_recorded_also_those_at_the_end() -> None:
    async def scene() -> None:
        async with at_work(Desk(RecordingMode.CONTINUOUS)) as desk:
            await desk.gop(3)
        assert desk.spool.segments == [list(range(30))]
        assert not desk.spool.open
        assert (desk.tally.recorded, desk.tally.unrecorded) == (30, 0)

    asyncio.run(scene())


def test_a_camera_that_is_off_is_not_recorded_and_switching_off_ends_the_segment() -> None:
    async def scene() -> None:
        async with at_work(Desk(RecordingMode.OFF)) as desk:
            await desk.gop()
            desk.policy(RecordingMode.CONTINUOUS)
            await desk.gop(2)
            desk.policy(RecordingMode.OFF)
            await desk.gop()
            assert not desk.spool.open
        assert desk.spool.segments == [list(range(10, 30))]
        assert desk.spool.endings == [OFF]

    asyncio.run(scene())


def test_the_end_of_a_run_ends_the_segment() -> None:
    async def scene() -> None:
        async with at_work(Desk(RecordingMode.CONTINUOUS)) as desk:
            await desk.gop()
            desk.recorder.ended(ReasonKind.STALLED)
            await desk.gop()
        assert desk.spool.segments == [list(range(10)), list(range(10, 20))]
        assert desk.spool.endings == [lost(ReasonKind.STALLED), STOPPED]

    asyncio.run(scene())


def test_a_disk_that_does_not_keep_up_costs_pictures_up_to_a_key_frame() -> None:
    async def scene() -> None:
        desk = Desk(RecordingMode.CONTINUOUS, queue_bytes=500)
        for _ in range(5):
            await desk.gop()  # nobody writes yet
        async with at_work(desk):
            for _ in range(20):
                await asyncio.sleep(0)
            await desk.gop(2)
        assert desk.spool.segments[0] == list(range(20))
        assert all(segment[0] % 10 == 0 for segment in desk.spool.segments)
        assert desk.tally.recorded + desk.tally.unrecorded == 70
        assert desk.tally.unrecorded > 0

    asyncio.run(scene())


def test_a_full_disk_is_counted_and_recording_goes_on_when_there_is_room() -> None:
    async def scene() -> None:
        async with at_work(Desk(RecordingMode.CONTINUOUS)) as desk:
            await desk.gop(2)
            desk.spool.full = True
            await desk.gop(2)
            desk.spool.full = False
            await desk.gop(2)
        assert len(desk.spool.segments) == 2
        assert desk.tally.recorded + desk.tally.unrecorded == 60
        assert desk.tally.unrecorded == 20

    asyncio.run(scene())


def test_an_event_is_recorded_with_what_came_before_and_after_it() -> None:
    async def scene() -> None:
        async with at_work(Desk(RecordingMode.EVENT)) as desk:
            await desk.gop(10)
            assert desk.spool.segments == []
            desk.recorder.event_begins("e1")
            await desk.gop(2)
            desk.recorder.event_ends("e1")
            await desk.gop(8)
        (recorded,) = desk.spool.segments
        assert recorded[0] % 10 == 0
        assert recorded[0] <= 80
        assert 149 <= recorded[-1] < 170
        assert recorded == list(range(recorded[0], recorded[-1] + 1))

    asyncio.run(scene())


def test_what_is_kept_back_has_a_bound() -> None:
    async def scene() -> None:
        async with at_work(Desk(RecordingMode.EVENT, queue_bytes=450)) as desk:
            await desk.gop(10)
            desk.recorder.event_begins("e1")
            await desk.gop()
        assert sum(len(segment) for segment in desk.spool.segments) <= 40

    asyncio.run(scene())


def test_sound_is_kept_only_while_the_owner_of_the_camera_says_so() -> None:
    async def scene() -> None:
        desk = Desk(RecordingMode.CONTINUOUS)
        async with at_work(desk):
            await desk.gop(2)
            desk.policy(RecordingMode.CONTINUOUS, sound=True)
            await desk.gop(2)
            desk.policy(RecordingMode.CONTINUOUS)
            await desk.gop(2)
        assert desk.spool.segments == [list(range(60))]
        assert desk.spool.heard == [seq * 9000 for seq in range(20, 40)]
        assert (desk.tally.sounds, desk.tally.sounds_dropped) == (20, 0)

    asyncio.run(scene())


def test_what_was_said_before_an_event_is_kept_with_it() -> None:
    async def scene() -> None:
        desk = Desk(RecordingMode.EVENT)
        desk.policy(RecordingMode.EVENT, sound=True)
        async with at_work(desk):
            await desk.gop(6)
            assert desk.spool.heard == []
            desk.recorder.event_begins("e1")
            await desk.gop()
        (segment,) = desk.spool.segments
        assert segment == list(range(20, 70))
        assert desk.spool.heard == [seq * 9000 for seq in segment]

    asyncio.run(scene())
