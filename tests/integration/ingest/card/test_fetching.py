"""A range of a card becomes late footage in a store: a device, its replay, and segments on a disk."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from integration.ingest.card.card_device import Recorded, give_card
from integration.ingest.card.scripted_card import ScriptedCard, pictures, serving_card
from integration.ingest.onvif.scripted_device import ScriptedDevice, running
from integration.ingest.recording.conftest import decoded_times
from lokus_ingest.adapters.card_replay import RtspReplays
from lokus_ingest.adapters.onvif.cards import OnvifCards
from lokus_ingest.adapters.recording.late_bench import LateFolder
from lokus_ingest.adapters.recording.object_store import SegmentStore, open_store
from lokus_ingest.application.admission import Admission
from lokus_ingest.application.approach import Approach
from lokus_ingest.application.card.fetching import CardFetching, CardOrder, Fetched
from lokus_ingest.application.recording.late_footage import Footage, LateWriter
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.networks import AllowedNetworks, IpAddress
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import SystemClock
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.recording import LateOrigin, RecordingPurpose, SegmentClosed

NOW = SystemClock().now()
START = (NOW - timedelta(hours=2)).replace(minute=30, second=7, microsecond=0)
UNTIL = START + timedelta(minutes=5)
RATE = 50_000_000


async def anywhere(host: str) -> str:
    return host


class Loopback:
    async def addresses(self, name: str) -> list[IpAddress]:
        return [ip_address("127.0.0.1")]


class Hasty(SystemClock):
    """Waits a tenth, for tests."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 10)


@dataclass
class Told:
    """What was told of closed segments."""

    segments: list[SegmentClosed] = field(default_factory=list)

    async def tell(self, tenant: str, closed: SegmentClosed) -> None:
        assert tenant == "jakarta"
        self.segments.append(closed)


@dataclass
class Rig:
    folder: Path
    device: ScriptedDevice
    card: ScriptedCard
    fetching: CardFetching
    told: Told
    progress: list[Fetched] = field(default_factory=list)

    async def fetch(
        self, *, footage: str = "f1", start: datetime = START, until: datetime = UNTIL, hours: int = 72
    ) -> Fetched:
        async def tell(fetched: Fetched) -> None:
            self.progress.append(fetched)

        source = OnvifSource(url=f"http://127.0.0.1:{self.device.port}/onvif/device_service")
        origin = LateOrigin(footage=footage, by="owner", received_at=NOW)
        key = StreamKey("jakarta", "c1", StreamName.MAIN)
        order = CardOrder(source, Credentials("admin", "Rahasia-17"), start, until)
        return await self.fetching.fetch(order, Footage(key, RecordingPurpose.ELECTION, hours, origin), tell)

    def index(self) -> list[dict[str, Any]]:
        paths = self.folder.glob("store/**/*.jsonl")
        return [json.loads(line) for path in paths for line in path.read_text().splitlines()]

    def stored(self) -> list[Path]:
        return sorted(self.folder.glob("store/**/*.mp4"))


@asynccontextmanager
async def rig(
    folder: Path,
    card: ScriptedCard,
    *,
    ahead: timedelta = timedelta(0),
    rate: int = RATE,
    clock: SystemClock | None = None,
) -> AsyncIterator[Rig]:
    """A device whose clock is `ahead` of ours, with its card, and what fetches from it."""
    clock, tally, told = clock or Hasty(), Tally(), Told()
    device = ScriptedDevice(password="Rahasia-17", clock_offset=ahead)
    admission = Admission(1000.0, 1000.0, lambda: 1.0, clock, tally)
    approach = Approach(Loopback(), AllowedNetworks.parse("127.0.0.0/8"), admission)
    store = SegmentStore(open_store(f"file://{folder}/store"))
    writer = LateWriter(store, told, clock, tally, segment_seconds=10)
    late = LateFolder(folder / "late")
    fetching = CardFetching(
        OnvifCards(anywhere, clock),
        RtspReplays(0.5),
        approach,
        writer,
        late.bench,
        clock,
        bytes_per_second=rate,
    )
    card.password = True
    try:
        async with serving_card(card):
            recorded = Recorded("Recording_1", card.kept[0].at, card.kept[-1].at + timedelta(seconds=0.04))
            give_card(device, [recorded], card.url.replace("127.0.0.1", "10.99.0.1"))
            async with running(device):
                yield Rig(folder, device, card, fetching, told)
    finally:
        late.stop()


async def test_a_range_of_a_card_becomes_segments_of_the_time_at_which_it_was_recorded(
    tmp_path: Path,
) -> None:
    kept = pictures(START, 25)
    async with rig(tmp_path, ScriptedCard(kept)) as found:
        fetched = await found.fetch()
    assert (fetched.stored.frames, fetched.stored.start, fetched.lacking) == (625, START, None)
    assert fetched.stored.end == START + timedelta(seconds=25)
    assert [each.start for each in found.told.segments] == [
        START,
        START + timedelta(seconds=3),
        START + timedelta(seconds=13),
        START + timedelta(seconds=23),
    ]
    assert all(each.late and each.purpose is RecordingPurpose.ELECTION for each in found.told.segments)
    assert sum(len(decoded_times(path)) for path in found.stored()) == 625
    assert found.device.refused == {}


async def test_a_gap_on_the_card_stays_a_gap_in_the_store(tmp_path: Path) -> None:
    kept = [*pictures(START, 12), *pictures(START + timedelta(minutes=2), 12)]
    async with rig(tmp_path, ScriptedCard(kept)) as found:
        fetched = await found.fetch()
    assert fetched.stored.frames == 600
    spans = [(each.start, each.end) for each in found.told.segments]
    assert (START + timedelta(seconds=12)) in {end for _, end in spans}
    assert (START + timedelta(minutes=2)) in {start for start, _ in spans}
    assert len({each.run for each in found.told.segments}) == 2


async def test_a_wrong_clock_is_corrected_and_the_correction_is_on_record(tmp_path: Path) -> None:
    ahead = timedelta(days=-3000, hours=7)
    async with rig(tmp_path, ScriptedCard(pictures(START + ahead, 12)), ahead=ahead) as found:
        fetched = await found.fetch(start=START - timedelta(seconds=9))
    assert fetched.stored.frames == 300
    assert fetched.stored.start is not None
    assert abs(fetched.stored.start - START) < timedelta(seconds=3)
    assert abs(fetched.ahead - ahead) < timedelta(seconds=3)
    offsets = {line["origin"]["clock_offset_milliseconds"] for line in found.index()}
    assert [timedelta(milliseconds=each) for each in offsets] == [-fetched.ahead]
    assert found.progress[0].ahead == fetched.ahead


async def test_a_replay_that_breaks_off_is_gone_on_with_where_it_stood(tmp_path: Path) -> None:
    card = ScriptedCard(pictures(START, 12), breaks_after=130)
    async with rig(tmp_path, card) as found:
        fetched = await found.fetch()
    assert (fetched.stored.frames, fetched.lacking) == (300, None)
    assert len(card.asked("PLAY")) > 2
    assert sum(len(decoded_times(path)) for path in found.stored()) == 300


@pytest.mark.parametrize("hangs_up", [True, False])
async def test_a_camera_that_stops_at_the_end_without_a_word_has_sent_all(
    tmp_path: Path, *, hangs_up: bool
) -> None:
    card = ScriptedCard(pictures(START, 12), says_last=False, hangs_up=hangs_up)
    async with rig(tmp_path, card) as found:
        fetched = await found.fetch()
    assert (fetched.stored.frames, fetched.lacking) == (300, None)


async def test_what_came_stands_when_the_rest_never_comes(tmp_path: Path) -> None:
    card = ScriptedCard(pictures(START, 12), says_last=False, hangs_up=True)
    async with rig(tmp_path, card) as found:
        card.kept = card.kept[:40]
        fetched = await found.fetch()
    assert fetched.stored.frames == 40
    assert fetched.lacking is not None
    assert fetched.reached == START + timedelta(seconds=1.56)


async def test_the_same_range_twice_is_stored_once(tmp_path: Path) -> None:
    async with rig(tmp_path, ScriptedCard(pictures(START, 12))) as found:
        first = await found.fetch()
        names = {path: path.stat().st_mtime_ns for path in found.stored()}
        again = await found.fetch()
        assert first == again
        assert {path: path.stat().st_mtime_ns for path in found.stored()} == names


async def test_a_range_that_is_not_on_the_card_stores_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path, ScriptedCard(pictures(START, 2))) as found:
        fetched = await found.fetch(start=UNTIL, until=UNTIL + timedelta(minutes=1))
    assert (fetched.stored.segments, fetched.lacking, found.stored()) == (0, None, [])


async def test_the_line_is_used_no_more_than_it_may_be(tmp_path: Path) -> None:
    kept = pictures(START, 12)
    size_bytes = sum(len(each.payload) for each in kept)
    async with rig(tmp_path, ScriptedCard(kept), rate=size_bytes // 2, clock=SystemClock()) as found:
        began = SystemClock().monotonic_seconds()
        await found.fetch()
        took_seconds = SystemClock().monotonic_seconds() - began
    assert took_seconds > 0.9  # the first second's worth comes at once


async def test_a_camera_that_refuses_the_password_is_asked_once(tmp_path: Path) -> None:
    async with rig(tmp_path, ScriptedCard(pictures(START, 2))) as found:
        found.device.password = "another"
        with pytest.raises(DeviceFailure):
            await found.fetch()
        assert found.device.refused == {"digest": 1}


async def test_a_camera_that_replays_nothing_is_a_failure(tmp_path: Path) -> None:
    async with rig(tmp_path, ScriptedCard(pictures(START, 2), breaks_after=0)) as found:
        with pytest.raises(SourceFailure):
            await found.fetch()
    assert len(found.card.asked("TEARDOWN")) == 0
    assert found.stored() == []
