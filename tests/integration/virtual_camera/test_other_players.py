"""The virtual camera as other people's players see it: ffprobe and GStreamer's rtspsrc."""

import asyncio
import json
import shutil

import pytest

from lokus_kit.clock import SystemClock
from lokus_local.virtual_camera.bitstream import Codec
from lokus_local.virtual_camera.clip import FormatWishes
from lokus_local.virtual_camera.server import CameraSettings, serving

CASES = [(codec, transport) for codec in Codec for transport in ("tcp", "udp")]


async def _run(*command: str) -> tuple[str, str]:
    """Run a program of this machine to its end; skip the test when it is not there."""
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
    assert process.returncode == 0, err.decode()
    return out.decode(), err.decode()


def _settings(codec: Codec) -> CameraSettings:
    return CameraSettings(wishes=FormatWishes(codec=codec, size=(640, 360), gop_seconds=0.5))


@pytest.mark.parametrize(("codec", "transport"), CASES)
async def test_ffprobe_sees_the_stream(codec: Codec, transport: str) -> None:
    async with serving(_settings(codec), SystemClock()) as server:
        command = f"ffprobe -v error -rtsp_transport {transport} -show_streams -of json {server.url()}"
        out, _ = await _run(*command.split())
    [stream] = json.loads(out)["streams"]

    assert stream["codec_name"] == ("h264" if codec is Codec.H264 else "hevc")
    assert (stream["width"], stream["height"], stream["has_b_frames"]) == (640, 360, 0)


@pytest.mark.parametrize(("codec", "transport"), CASES)
async def test_gstreamer_decodes_the_stream(codec: Codec, transport: str) -> None:
    async with serving(_settings(codec), SystemClock()) as server:
        command = (
            f"gst-launch-1.0 -q rtspsrc location={server.url()} protocols={transport} latency=50 "
            f"! rtp{codec}depay ! {codec}parse ! avdec_{codec} ! fakesink num-buffers=15"
        )
        _, err = await _run(*command.split())

    assert "WARN" not in err
