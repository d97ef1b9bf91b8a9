"""What a real ingest recorded of a camera is asked for over the bus, as a gateway does."""

import asyncio
import hashlib
from datetime import datetime, timedelta
from itertools import pairwise

from integration.ingest.recording.conftest import Archive
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_access_gateway.adapters.archive import BusArchive
from lokus_access_gateway.domain.footage import Place
from lokus_kit.clock import SystemClock
from lokus_proto.subjects import StreamName
from lokus_proto.v1.footage import ClipReply, ClipRequest, FootageRefusal, GapReason
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy
from lokus_proto.v1.stream_state import Phase
from unit.ingest.footage import coded, shown_times

ALWAYS = RecordingPolicy(mode=RecordingMode.CONTINUOUS)
FRAME_90K = 9000


async def clip(archive: Archive, start: datetime, end: datetime) -> tuple[ClipReply, bytes]:
    asking = BusArchive(archive.town.bus, "test", SystemClock())
    wanted = ClipRequest(camera="c1", stream=StreamName.MAIN, start=start, end=end)
    plan = await asking.clip(archive.town.tenant, wanted)
    content = plan.opening
    for part in plan.parts:
        place: Place | None = Place(part.start_byte)
        while place is not None:
            piece, place = await asking.piece(archive.town.tenant, "c1", part, place)
            content += piece
    return plan, content


async def test_a_killed_worker_is_a_gap_and_a_clip_goes_on_behind_it(
    archive: Archive, own_camera: VirtualCamera
) -> None:
    town = archive.town
    await town.registry.put("c1", own_camera.url, recording=ALWAYS)
    await archive.until_spooled(60_000)
    await asyncio.to_thread(archive.process.kill)
    archive.process.start()
    told = await archive.until(lambda told: any(each.recovered for each in told))
    await archive.until_spooled(20_000)
    await asyncio.to_thread(own_camera.kill)
    await town.states.until("c1", lambda state: state.phase is Phase.FAILED, after=len(town.states.of("c1")))
    lost = (await archive.until(lambda told: told[-1].failure is not None))[-1]
    start, end = told[0].start, lost.end
    timeline = await BusArchive(town.bus, "test", SystemClock()).timeline(
        town.tenant, "c1", StreamName.MAIN, start, end + timedelta(seconds=1)
    )
    assert timeline.gaps[0].reason is GapReason.WORKER
    assert {gap.reason for gap in timeline.gaps[1:]} <= {GapReason.PENDING}
    assert timeline.gaps[0].start == told[0].end
    assert len({span.run for span in timeline.spans}) == len(timeline.spans) == 2
    assert timeline.mode is RecordingMode.CONTINUOUS
    assert timeline.recorded_until == lost.end
    plan, content = await clip(archive, start, end)
    assert plan.size_bytes == len(content)
    segments = await archive.until(lambda told: True)
    assert len(shown_times(content)) == sum(each.frames for each in segments)
    times = shown_times(content)
    (gap,) = [later - earlier for earlier, later in pairwise(times) if later - earlier > 5 * FRAME_90K]
    first, behind = told[0], min(each.start for each in segments if each.run != told[0].run)
    assert abs(gap - ((behind - first.end).total_seconds() * 90_000 + FRAME_90K)) < FRAME_90K
    hashes = [
        hashlib.sha256(picture).hexdigest()
        for each in sorted(segments, key=lambda each: each.start)
        for picture in coded(archive.path(each).read_bytes())
    ]
    assert [hashlib.sha256(picture).hexdigest() for picture in coded(content)] == hashes
    assert await archive.process.metric("lokus_ingest_footage_answers_total") > 2
    asking = BusArchive(town.bus, "test", SystemClock())
    wanted = ClipRequest(camera="c1", stream=StreamName.MAIN, start=start, end=end)
    foreign = await asking.clip("another-tenant", wanted)
    assert (foreign.refusal, foreign.nearest) == (FootageRefusal.NOTHING_RECORDED, ())
