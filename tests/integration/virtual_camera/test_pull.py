"""The virtual camera as PyAV sees it: transports, credentials, addresses, codecs, clips."""

import asyncio
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from integration.virtual_camera.readers import pull
from lokus_kit.clock import SystemClock, utc_milliseconds
from lokus_local.virtual_camera.authentication import AuthScheme, Credentials
from lokus_local.virtual_camera.bitstream import Codec
from lokus_local.virtual_camera.clip import FormatWishes
from lokus_local.virtual_camera.server import CameraSettings, serving

SMALL = FormatWishes(size=(640, 360), gop_seconds=0.5)
BUDI = Credentials("budi", "p@ss")


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_the_street_is_pulled_and_its_clock_is_read(host: str, transport: str) -> None:
    clock = SystemClock()
    async with serving(CameraSettings(hosts=(host,), wishes=SMALL), clock) as server:
        seen = await asyncio.to_thread(pull, server.url(), transport, 20)
        now_ms = utc_milliseconds(clock.now())

    assert seen.codec == "h264"
    assert len(seen.burnt_in_ms) >= 19
    assert all(one < two for one, two in pairwise(seen.burnt_in_ms))
    assert 0 <= now_ms - seen.burnt_in_ms[-1] < 2000
    assert all(one < two for one, two in pairwise(seen.pts))


@pytest.mark.parametrize(("scheme", "transport"), [(AuthScheme.BASIC, "udp"), (AuthScheme.DIGEST, "tcp")])
async def test_the_right_password_opens_and_a_wrong_one_does_not(scheme: AuthScheme, transport: str) -> None:
    settings = CameraSettings(scheme=scheme, credentials=BUDI, wishes=SMALL)
    async with serving(settings, SystemClock()) as server:
        right = server.url().replace("rtsp://", "rtsp://budi:p%40ss@")
        wrong = server.url().replace("rtsp://", "rtsp://budi:wrong@")
        seen = await asyncio.to_thread(pull, right, transport, 3)
        assert seen.pictures == 3
        for url in (wrong, server.url()):
            with pytest.raises(av.HTTPUnauthorizedError):
                await asyncio.to_thread(pull, url, transport, 1)


async def test_sha256_alone_is_more_than_ffmpeg_can_answer() -> None:
    settings = CameraSettings(scheme=AuthScheme.DIGEST_SHA256, credentials=BUDI, wishes=SMALL)
    async with serving(settings, SystemClock()) as server:
        url = server.url().replace("rtsp://", "rtsp://budi:p%40ss@")
        with pytest.raises(av.HTTPUnauthorizedError):
            await asyncio.to_thread(pull, url, "tcp", 1)


async def test_a_camera_that_is_not_there_is_not_found() -> None:
    async with serving(CameraSettings(count=2, wishes=SMALL), SystemClock()) as server:
        assert (await asyncio.to_thread(pull, server.url(1), "tcp", 1)).pictures == 1
        with pytest.raises(av.HTTPNotFoundError):
            await asyncio.to_thread(pull, server.url(2), "tcp", 1)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_h265_is_pulled(transport: str) -> None:
    wishes = FormatWishes(codec=Codec.H265, size=(640, 360), gop_seconds=0.5)
    async with serving(CameraSettings(wishes=wishes), SystemClock()) as server:
        seen = await asyncio.to_thread(pull, server.url(), transport, 10)

    assert seen.codec == "hevc"
    assert len(seen.burnt_in_ms) >= 9


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_a_short_clip_is_looped_with_rising_times(tmp_path: Path, transport: str) -> None:
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"bf": "0", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = 320, 192, "yuv420p"
        for grey in range(60, 160, 10):
            picture = np.full((288, 320), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))
    async with serving(CameraSettings(clip=path), SystemClock()) as server:
        seen = await asyncio.to_thread(pull, server.url(), transport, 35)

    assert {two - one for one, two in pairwise(seen.pts)} == {3600}


@pytest.mark.parametrize(("name", "rate"), [("car-detection.mp4", "25/2"), ("vtest.avi", "10")])
async def test_a_real_recording_is_played(shared_folder: Path, name: str, rate: str) -> None:
    path = shared_folder / "video" / name
    if not path.exists():
        pytest.skip(f"no recording {name} in the shared folder")
    async with serving(CameraSettings(clip=path), SystemClock()) as server:
        seen = await asyncio.to_thread(pull, server.url(), "tcp", 15)

    usual_90k = round(90_000 / Fraction(rate))
    assert all(abs(two - one - usual_90k) <= 90 for one, two in pairwise(seen.pts))
