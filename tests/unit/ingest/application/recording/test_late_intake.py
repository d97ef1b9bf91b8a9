import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lokus_ingest.application.recording.late_footage import LateWriter
from lokus_ingest.application.recording.late_intake import LateIntake
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.footage_check import Checked
from lokus_ingest.domain.recording.late import LateResult
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_kit.errors import Unavailable
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource
from lokus_proto.v1.late_footage import LateFile, LateFootageOrder, LateRefusal
from lokus_proto.v1.recording import LateOrigin, RecordingMode, RecordingPolicy, RecordingPurpose
from support.clock import VirtualClock
from unit.ingest.application.recording.test_late_footage import Desk, Lookup
from unit.ingest.samples import IDR, SETS, SLICE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR_AGO = NOW - timedelta(hours=1)
SECONDS = 15


@dataclass
class Bench(Desk):
    """A desk with a folder that nothing is in."""

    room: Path = Path("nowhere")


@dataclass
class Mail:
    """Parcels and what is in them: pictures, a key frame a second."""

    fetched: list[tuple[str, str, str]] = field(default_factory=list)
    gone: bool = False

    async def fetch(self, tenant: str, footage: str, file: LateFile, sha256: str, into: Path) -> None:
        if self.gone:
            raise FootageRefused(LateRefusal.LOST, "gone")
        self.fetched.append((tenant, footage, into.name))

    async def forget(self, tenant: str, footage: str, file: LateFile) -> None:
        self.fetched.remove((tenant, footage, "file"))

    async def check(self, file: Path, size_bytes: int, frames_per_second: float | None) -> Checked:
        return Checked(25 * SECONDS, SECONDS * 90_000)

    @asynccontextmanager
    async def read(
        self, file: Path, size_bytes: int, frames_per_second: float | None
    ) -> AsyncIterator[tuple[Codec, AsyncIterator[tuple[bytes, int]]]]:
        yield Codec.H264, self._pictures()

    async def _pictures(self) -> AsyncIterator[tuple[bytes, int]]:
        for number in range(25 * SECONDS):
            yield (SETS + IDR if number % 25 == 0 else SLICE), 777 + number * 3600


def ordered(starts_at: datetime, offset_milliseconds: int = 0) -> LateFootageOrder:
    origin = LateOrigin(
        footage="f1",
        by="v1",
        received_at=NOW,
        sha256="0" * 64,
        clock_offset_milliseconds=offset_milliseconds,
    )
    file = LateFile(name="a.mp4", size_bytes=10, parts=1, starts_at=starts_at)
    return LateFootageOrder(footage="f1", camera="cam-1", stream=StreamName.MAIN, origin=origin, file=file)


@dataclass
class House:
    """An intake with all that it needs; the camera is kept for 24 hours, for an election."""

    known: bool = True
    mail: Mail = field(default_factory=Mail)
    bench: Bench = field(default_factory=Bench)
    told: list[int] = field(default_factory=list)

    async def bring(self, order: LateFootageOrder) -> LateResult:
        policies = Policies()
        if self.known:
            recording = RecordingPolicy(
                mode=RecordingMode.CONTINUOUS, retention_hours=24, purpose=RecordingPurpose.ELECTION
            )
            streams = (StreamSource(name=StreamName.MAIN, url="rtsp://192.0.2.1/"),)
            policies.learn(
                "jakarta", CameraSource(id="cam-1", version=1, streams=streams, recording=recording)
            )
        clock = VirtualClock(NOW.timestamp())
        writer = LateWriter(Lookup(self.bench), self.bench, clock, Tally(), segment_seconds=10)
        intake = LateIntake(writer, policies, self.mail, self.mail, self._room)
        return await intake.bring("jakarta", order, lambda percent, *_: self.told.append(percent))

    @asynccontextmanager
    async def _room(self) -> AsyncIterator[Bench]:
        yield self.bench


def test_a_file_is_stored_under_the_time_that_was_declared_for_its_first_picture() -> None:
    house = House()
    result = asyncio.run(house.bring(ordered(HOUR_AGO)))
    assert (result.start, result.end) == (HOUR_AGO, HOUR_AGO + timedelta(seconds=SECONDS))
    assert (result.segments, result.frames) == (2, 25 * SECONDS)
    assert {closed.purpose for closed in house.bench.kept.values()} == {RecordingPurpose.ELECTION}
    assert house.told[0] == 0
    assert house.told == sorted(house.told)
    assert max(house.told) == 99


def test_a_clock_that_was_wrong_is_made_right_and_the_segment_says_by_how_much() -> None:
    house = House()
    result = asyncio.run(house.bring(ordered(HOUR_AGO, -4200)))
    assert result.start == HOUR_AGO - timedelta(seconds=4.2)
    origins = [closed.origin for closed in house.bench.kept.values()]
    assert [origin and origin.clock_offset_milliseconds for origin in origins] == [-4200, -4200]


def test_footage_of_the_future_is_refused_and_nothing_of_it_is_stored() -> None:
    house = House()
    with pytest.raises(FootageRefused) as caught:
        asyncio.run(house.bring(ordered(NOW + timedelta(hours=7))))
    assert caught.value.reason is LateRefusal.FUTURE
    assert not house.bench.kept


def test_footage_past_its_retention_is_refused_and_the_retention_is_told() -> None:
    house = House()
    with pytest.raises(FootageRefused, match="24 hours") as caught:
        asyncio.run(house.bring(ordered(NOW - timedelta(hours=27))))
    assert caught.value.reason is LateRefusal.TOO_OLD
    assert not house.bench.kept


def test_footage_of_a_camera_that_nobody_told_of_waits() -> None:
    with pytest.raises(Unavailable):
        asyncio.run(House(known=False).bring(ordered(HOUR_AGO)))


def test_a_file_that_is_gone_is_lost() -> None:
    with pytest.raises(FootageRefused):
        asyncio.run(House(mail=Mail(gone=True)).bring(ordered(HOUR_AGO)))
