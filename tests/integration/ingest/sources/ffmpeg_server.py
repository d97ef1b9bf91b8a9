"""FFmpeg's own servers, which serve one viewer each: RTMP, and a stream over HTTP."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGSTOP

import pytest

from lokus_local.free_port import free_port

ENCODERS = {
    "h264": ("libx264", "-preset", "ultrafast"),
    "hevc": ("libx265", "-x265-params", "log-level=none"),
}


_PICTURES = ("-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10", "-pix_fmt", "yuv420p")
_ENCODED = (*_PICTURES, "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-bf", "0")


@dataclass(frozen=True)
class FfmpegServer:
    """At work at `url`."""

    url: str
    process: asyncio.subprocess.Process

    def stall(self) -> None:
        self.process.send_signal(SIGSTOP)

    def kill(self) -> None:
        self.process.kill()


@asynccontextmanager
async def serving(scheme: str, container: str) -> AsyncIterator[FfmpegServer]:
    """One stream with a key frame each second, for one viewer."""
    port = free_port()
    url = f"{scheme}://127.0.0.1:{port}/live/cam"
    async with ffmpeg(*_ENCODED, "-f", container, "-listen", "1", url) as process:
        await _listens(port)
        yield FfmpegServer(url, process)


@asynccontextmanager
async def writing_playlist(folder: Path, *options: str) -> AsyncIterator[None]:
    """A live playlist with segments of a second in a folder, once it has three of them."""
    playlist = (
        "-f",
        "hls",
        "-hls_time",
        "1",
        "-hls_list_size",
        "4",
        "-hls_flags",
        "delete_segments",
        *options,
    )
    async with ffmpeg(*_ENCODED, *playlist, str(folder / "index.m3u8")):
        async with asyncio.timeout(15):
            while not _segments(folder) >= 3:  # noqa: ASYNC110 (another process writes it)
                await asyncio.sleep(0.1)
        yield


@asynccontextmanager
async def ffmpeg(*options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """FFmpeg at work as long as the context lasts."""
    command = shutil.which("ffmpeg")
    if command is None:
        pytest.skip("no ffmpeg here: `make test-tools` installs it")
    process = await asyncio.create_subprocess_exec(command, "-hide_banner", "-loglevel", "error", *options)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _segments(folder: Path) -> int:
    playlist = folder / "index.m3u8"
    return playlist.read_text().count("#EXTINF") if playlist.exists() else 0


async def _listens(port: int) -> None:
    """Wait until somebody listens; to connect would use the only place for a viewer."""
    async with asyncio.timeout(15):
        while not _taken(port):  # noqa: ASYNC110 (another process listens)
            await asyncio.sleep(0.05)


def _taken(port: int) -> bool:
    with socket.socket() as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            own.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
