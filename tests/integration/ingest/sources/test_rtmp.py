"""Cameras over RTMP, served by FFmpeg."""

import asyncio
from itertools import pairwise

from integration.ingest.conftest import Town
from integration.ingest.habits.pull import pulling, refusal
from integration.ingest.sources.ffmpeg_server import serving
from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.domain.resolution import Resolution
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, Reader, ReasonKind, StreamState


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


async def test_an_rtmp_camera_is_seen_by_a_reader(town: Town) -> None:
    async with serving("rtmp", "flv") as camera:
        await town.registry.put("c1", camera.url)
        state = await town.states.until("c1", delivers)
        assert state.reader is Reader.PYAV
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len(units) > 12)
    assert units[0].key_frame
    assert units[0].payload.startswith(b"\0\0\0\1")
    assert {later.pts_90k - unit.pts_90k for unit, later in pairwise(units)} == {9000}


async def test_pictures_come_with_their_parameter_sets() -> None:
    async with serving("rtmp", "flv") as camera, pulling(PyAvSource(), camera.url) as seen:
        await seen.until(lambda seen: len(seen.units) > 12)
    assert (seen.codec, seen.sizes[seen.units[0].run]) == (Codec.H264, Resolution(320, 240))


async def test_an_rtmp_camera_that_dies_is_known_to_have_ended() -> None:
    async with serving("rtmp", "flv") as camera, pulling(PyAvSource(), camera.url) as seen:
        await seen.units_come(3)
        camera.kill()
        assert (await seen.over()).reason is ReasonKind.ENDED


async def test_an_rtmp_camera_that_falls_silent_stalls(town: Town) -> None:
    async with serving("rtmp", "flv") as camera:
        await town.registry.put("c1", camera.url)
        await town.states.until("c1", delivers)
        camera.stall()
        state = await town.states.until("c1", lambda state: state.phase is Phase.STALLED)
    assert state.reason is ReasonKind.STALLED


async def test_what_answers_something_else_is_no_camera() -> None:
    async def banner(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n" * 200)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(banner, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    failure = await refusal(PyAvSource(), f"rtmp://127.0.0.1:{port}/live/cam")
    server.close()
    assert failure.reason is ReasonKind.NOT_RTSP
    assert "RTMP" in failure.detail


async def test_a_certificate_that_nobody_vouches_for_ends_rtmps(self_signed: int) -> None:
    failure = await refusal(PyAvSource(), f"rtmps://127.0.0.1:{self_signed}/live/cam")
    assert failure.reason is ReasonKind.UNREACHABLE
    assert "certificate" in failure.detail
