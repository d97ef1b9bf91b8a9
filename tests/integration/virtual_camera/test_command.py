"""The command as a process: the line when ready, the end by a signal, and what it refuses."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from integration.virtual_camera.readers import HandReader

MODULE = "lokus_local.virtual_camera"


@asynccontextmanager
async def _started(*options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", MODULE, "--port", "0", *options, stdout=pipe, stderr=pipe
    )
    try:
        async with asyncio.timeout(20):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        # Reads to the end and closes the pipes as well.
        await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_when_it_is_ready_and_ends_cleanly_by_a_signal(number: signal.Signals) -> None:
    async with _started("--count", "3", "--size", "320x180") as process:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        ready = re.fullmatch(r"serving (rtsp://127\.0\.0\.1:\d+/)0 \.\.\. /2\n", line)
        assert ready, line
        reader = await HandReader.connect(f"{ready[1]}2")
        await reader.play()
        process.send_signal(number)
        await reader.until_closed()
        assert await process.wait() == 0
        assert process.stderr is not None
        assert await process.stderr.read() == b""


@pytest.mark.parametrize(
    ("options", "what_to_do"),
    [
        (("--clip", "missing.mp4"), "give a video file"),
        (("--size", "big"), "as WxH"),
        (("--fps", "0"), "from 1 to 60"),
        (("--auth", "basic"), "needs both --user and --password"),
        (("--auth", "none", "--user", "u", "--password", "p"), "leave them out"),
        (("--host", "203.0.113.7"), "address of this machine"),
    ],
)
async def test_a_bad_option_is_refused_in_one_line_that_says_what_to_do(
    options: tuple[str, ...], what_to_do: str
) -> None:
    async with _started(*options) as process:
        _, err = await process.communicate()

    assert process.returncode == 2
    assert err.count(b"\n") == 1
    assert what_to_do in err.decode()
