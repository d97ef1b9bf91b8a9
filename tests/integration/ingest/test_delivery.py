"""From a camera over ingest to a reader, with real media on a real bus."""

import asyncio
import itertools
import time

import av
import pytest

from integration.ingest.conftest import Town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.scripted_camera import declining_tcp
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_kit.clock import SystemClock
from lokus_kit.errors import Unavailable
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.media_interest import InterestReply, InterestRequest
from lokus_proto.v1.stream_state import Phase, StreamState


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


def unbroken(units: list[AccessUnit]) -> bool:
    return [unit.seq for unit in units] == list(range(units[0].seq, units[0].seq + len(units)))


def decoded_pictures(units: list[AccessUnit]) -> int:
    decoder = av.CodecContext.create("h264" if units[0].codec is Codec.H264 else "hevc", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    packets = [av.Packet(unit.payload) for unit in units]
    return sum(len(decoder.decode(packet)) for packet in [*packets, None])


async def test_a_camera_delivers_and_ingest_says_what(town: Town, camera: VirtualCamera) -> None:
    await town.registry.put("c1", camera.url)
    state = await town.states.until(
        "c1", lambda state: state.measured is not None and state.measured.gop_seconds is not None
    )
    measured = state.measured
    assert measured is not None
    assert (measured.codec, measured.width, measured.height) == (Codec.H264, 640, 360)
    assert measured.gop_seconds == pytest.approx(1.0, abs=0.05)
    assert not measured.reordered
    steady = await town.states.until(
        "c1", lambda state: state.measured is not None and abs(state.measured.fps - 10) < 1.5
    )
    assert steady.measured is not None
    assert steady.measured.bitrate_bps > 50_000
    assert steady.readers == 0


async def test_a_reader_gets_the_gop_at_once_and_all_that_follows(town: Town) -> None:
    slow = VirtualCamera("--gop-seconds", "10")
    slow.start()
    try:
        await town.registry.put("c1", slow.url)
        await town.states.until("c1", delivers)
        await asyncio.sleep(1.5)
        asked = time.monotonic()
        async with town.reading("c1") as reading:
            await reading.until(lambda units: len(units) >= 10)
            first_picture_seconds = time.monotonic() - asked
            units = await reading.until(lambda units: len(units) >= 40)
    finally:
        slow.kill()
    assert first_picture_seconds < 1.0
    assert units[0].key_frame
    assert unbroken(units)
    assert all(later.pts_90k > earlier.pts_90k for earlier, later in itertools.pairwise(units))
    assert decoded_pictures(units) == len(units)


async def test_many_readers_of_one_camera_see_the_same(town: Town, camera: VirtualCamera) -> None:
    await town.registry.put("c1", camera.url)
    await town.states.until("c1", delivers)
    async with town.reading("c1", "r1") as one, town.reading("c1", "r2") as two:
        first = await one.until(lambda units: len(units) >= 15)
        second = await two.until(lambda units: len(units) >= 15)
        both = await town.states.until("c1", lambda state: state.readers == 2)
    assert delivers(both)
    assert unbroken(first)
    assert unbroken(second)
    shared = {unit.seq: unit.payload for unit in first}
    overlap = [unit for unit in second if unit.seq in shared]
    assert overlap
    assert all(shared[unit.seq] == unit.payload for unit in overlap)
    await town.states.until("c1", lambda state: state.readers == 0, after=len(town.states.of("c1")))


async def test_h265_is_delivered_with_its_parameter_sets(town: Town) -> None:
    h265 = VirtualCamera("--codec", "h265", "--gop-seconds", "1")
    h265.start()
    try:
        await town.registry.put("c1", h265.url)
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len(units) >= 15)
    finally:
        h265.kill()
    assert {unit.codec for unit in units} == {Codec.H265}
    assert decoded_pictures(units) == len(units)


async def test_a_camera_that_declines_tcp_is_pulled_over_udp(town: Town, camera: VirtualCamera) -> None:
    async with declining_tcp(camera.port) as door:
        await town.registry.put("c1", door.url, transport=Transport.AUTO)
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len(units) >= 12)
    assert unbroken(units)
    assert decoded_pictures(units) == len(units)


@pytest.mark.parametrize("scheme", ["digest", "basic"])
async def test_a_password_with_every_awkward_sign_gets_in(
    town: Town, ingest: IngestProcess, scheme: str
) -> None:
    password = "p@s:s/w#o%rd?&="
    guarded = VirtualCamera("--user", "admin", "--password", password, "--auth", scheme)
    guarded.start()
    try:
        await town.registry.put("c1", guarded.url, user="admin", password=password)
        await town.states.until("c1", delivers)
    finally:
        guarded.kill()
    assert password not in ingest.log()


async def test_nothing_is_published_once_the_lease_is_over(town: Town, camera: VirtualCamera) -> None:
    await town.registry.put("c1", camera.url)
    await town.states.until("c1", delivers)
    async with town.bus.subscribe(subjects.media(town.tenant, "c1", StreamName.MAIN)) as media:
        await asyncio.sleep(0.5)
        assert media.pending_msgs == 0
        reply = await ask(town, InterestRequest(reader="r1", lease_seconds=1.0))
        assert reply.phase is Phase.DELIVERING
        await asyncio.sleep(1.5)
        while_leased = media.pending_msgs
        await asyncio.sleep(1.0)
        assert media.pending_msgs == while_leased
    assert 6 <= while_leased <= 13


async def test_ingest_lends_its_right_to_publish_to_nobody(town: Town, camera: VirtualCamera) -> None:
    await town.registry.put("c1", camera.url)
    await town.states.until("c1", delivers)
    target = subjects.event_raised(town.tenant, "c1")
    async with town.bus.subscribe(target) as events:
        with pytest.raises(Unavailable, match="request on"):
            await ask(town, InterestRequest(reader="r1", lease_seconds=1.0, gop_subject=target))
        assert events.pending_msgs == 0


async def ask(town: Town, request: InterestRequest) -> InterestReply:
    message = envelope(
        request,
        message_id="1",
        service="test",
        tenant=town.tenant,
        subject="c1",
        time=SystemClock().now(),
    )
    subject = subjects.interest(town.tenant, "c1", StreamName.MAIN)
    return open_envelope(await town.bus.request(subject, message.to_bytes()), InterestReply).data
