"""Both readers at an RTSP server that is neither ours nor FFmpeg's."""

import pytest

from integration.ingest.conftest import Town
from integration.ingest.habits.pull import pulling, refusal
from integration.ingest.sources.gstreamer import serving
from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.adapters.rtsp_source import RtspSource
from lokus_ingest.application.ports import Source
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.resolution import Resolution
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, Reader, ReasonKind, StreamState

GUEST = ("guest", "Rahasia17")


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


@pytest.fixture(params=[PyAvSource, RtspSource], ids=["pyav", "rtsp"])
def source(request: pytest.FixtureRequest) -> Source:
    """Each reader in turn."""
    made: Source = request.param()
    return made


@pytest.mark.parametrize("codec", ["h264", "h265"])
async def test_both_readers_read_both_codecs(source: Source, codec: str) -> None:
    with serving(codec) as camera:
        async with pulling(source, camera.url) as seen:
            units = await seen.units_come(12)
    assert seen.codec is Codec(codec)
    assert seen.sizes[units[0].run] == Resolution(320, 240)
    assert units[0].key_frame


async def test_digest_is_answered_by_both_readers(source: Source) -> None:
    with serving(login=GUEST) as camera:
        async with pulling(source, camera.url, credentials=Credentials(*GUEST)) as seen:
            await seen.units_come(3)
        wrong = await refusal(source, camera.url, credentials=Credentials("guest", "wrong"))
        none = await refusal(source, camera.url)
    assert wrong.reason is none.reason is ReasonKind.AUTHENTICATION


async def test_a_camera_with_udp_alone_is_read_over_udp(town: Town) -> None:
    with serving(transport="udp") as camera:
        await town.registry.put("c1", camera.url)
        state = await town.states.until("c1", delivers)
        assert state.reader is Reader.PYAV
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len(units) > 5)
    assert units[0].key_frame


async def test_a_camera_that_stalls_dies_and_returns_is_followed_through_it_all(town: Town) -> None:
    with serving() as camera:
        await town.registry.put("c1", camera.url)
        assert (await town.states.until("c1", delivers)).reader is Reader.RTSP
        camera.stall()
        stalled = await town.states.until("c1", lambda state: state.phase is Phase.STALLED)
        assert stalled.reason is ReasonKind.STALLED
        seen = len(town.states.of("c1"))
        camera.go_on()
        await town.states.until("c1", delivers, after=seen)
        seen = len(town.states.of("c1"))
        camera.kill()
        await town.states.until("c1", lambda state: state.phase is Phase.FAILED, after=seen)
        seen = len(town.states.of("c1"))
        camera.start()
        await town.states.until("c1", delivers, after=seen)
