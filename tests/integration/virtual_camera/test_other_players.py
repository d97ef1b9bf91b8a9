"""The virtual camera as other people's players see it: ffprobe and GStreamer's rtspsrc."""

import asyncio
import json
import shutil

import pytest

from lokus_kit.clock import SystemClock
from lokus_local.virtual_camera.bitstream import Codec
from lokus_local.virtual_camera.clip import FormatWishes
from lokus_local.virtual_camera.server import CameraSettings, serving

PICTURES = 15
PICTURE_TAKEN = b"chain   ******* (pictures:sink) (345600 bytes"
"""What GStreamer's fakesink says of each I420 picture of 640 x 360."""

CASES = [(codec, transport) for codec in Codec for transport in ("tcp", "udp")]


async def _run(*command: str) -> tuple[int, bytes, str]:
    """Run a program of this machine to its end; skip the test when it is not there.

    Return its exit status, what it wrote, and what it complained of.
    """
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    try:
        async with asyncio.timeout(30):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    assert process.returncode is not None
    return process.returncode, out, err.decode()


def _settings(codec: Codec) -> CameraSettings:
    return CameraSettings(wishes=FormatWishes(codec=codec, size=(640, 360), gop_seconds=0.5))


@pytest.mark.parametrize(("codec", "transport"), CASES)
async def test_ffprobe_sees_the_stream(codec: Codec, transport: str) -> None:
    async with serving(_settings(codec), SystemClock()) as server:
        command = f"ffprobe -v error -rtsp_transport {transport} -show_streams -of json {server.url()}"
        status, out, err = await _run(*command.split())
    assert status == 0, err
    [stream] = json.loads(out)["streams"]

    assert stream["codec_name"] == ("h264" if codec is Codec.H264 else "hevc")
    assert (stream["width"], stream["height"], stream["has_b_frames"]) == (640, 360, 0)


@pytest.mark.parametrize(("codec", "transport"), CASES)
async def test_gstreamer_decodes_the_stream(codec: Codec, transport: str) -> None:
    async with serving(_settings(codec), SystemClock()) as server:
        command = (
            f"gst-launch-1.0 -v rtspsrc location={server.url()} protocols={transport} latency=50 "
            f"! rtp{codec}depay ! {codec}parse ! avdec_{codec} "
            f"! fakesink name=pictures num-buffers={PICTURES} silent=false"
        )
        # The status says nothing: once the pictures are there, rtspsrc's PAUSE may cross its own TEARDOWN.
        _, out, err = await _run(*command.split())

    assert out.count(PICTURE_TAKEN) == PICTURES, err
    assert "WARN" not in err
