"""Has a file read by a child process (`demux_child`), and hands its pictures on at the taker's pace.

A child that dies without a last word was stopped by its limits, or by the file: the file is refused. The
child gets none of this process's environment, and so none of its secrets.
"""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from lokus_ingest.adapters.late.demux_child import BEGIN, END, MAX_PICTURE_BYTES, PICTURE, TimedPicture
from lokus_ingest.domain.recording.footage_check import Checked
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_kit.errors import Unavailable
from lokus_proto.media import Codec
from lokus_proto.v1.late_footage import LateRefusal

_CHILD: Final = "lokus_ingest.adapters.late.demux_child"
_SILENCE_SECONDS: Final = 120.0
_LEAST_CPU_SECONDS: Final = 60
_BYTES_PER_CPU_SECOND: Final = 5_000_000
_PIPE_BYTES: Final = 1024 * 1024


class ChildDemuxer:
    """The port `Demuxer`."""

    async def check(self, file: Path, size_bytes: int, frames_per_second: float | None) -> Checked:
        """Look a file through; FootageRefused if it cannot be stored."""
        async with _child(file, "check", size_bytes, frames_per_second) as child:
            _, told = await _frame(child)
        verdict = _heeded(told)
        return Checked(int(verdict["pictures"]), int(verdict["length_90k"]))

    @asynccontextmanager
    async def read(
        self, file: Path, size_bytes: int, frames_per_second: float | None
    ) -> AsyncIterator[tuple[Codec, AsyncIterator[TimedPicture]]]:
        """The codec of a file that was checked, and its pictures in the order of decoding."""
        async with _child(file, "read", size_bytes, frames_per_second) as child:
            kind, told = await _frame(child)
            if kind != BEGIN:
                _heeded(told)
                raise _stopped()
            yield Codec(told.decode()), _pictures(child)


async def _pictures(child: Process) -> AsyncIterator[TimedPicture]:
    while True:
        pts_90k, payload = await _frame(child)
        if pts_90k == END:
            _heeded(payload)
            return
        yield TimedPicture(payload, pts_90k)


async def _frame(child: Process) -> tuple[int, bytes]:
    pts_90k, size_bytes = PICTURE.unpack(await _exactly(child, PICTURE.size))
    if size_bytes > MAX_PICTURE_BYTES:
        raise _stopped()
    return pts_90k, await _exactly(child, size_bytes)


def _heeded(told: bytes) -> dict[str, Any]:
    verdict: dict[str, Any] = json.loads(told)
    if "refusal" in verdict:
        raise FootageRefused(LateRefusal(verdict["refusal"]), str(verdict["detail"]))
    return verdict


async def _exactly(child: Process, size_bytes: int) -> bytes:
    assert child.stdout is not None  # noqa: S101 (it is a pipe)
    try:
        async with asyncio.timeout(_SILENCE_SECONDS):
            return await child.stdout.readexactly(size_bytes)
    except (asyncio.IncompleteReadError, TimeoutError):
        raise _stopped() from None


def _stopped() -> FootageRefused:
    return FootageRefused(
        LateRefusal.LIMITS,
        "reading it took more memory or time than footage of its size may, and was stopped",
    )


@asynccontextmanager
async def _child(
    file: Path, mode: str, size_bytes: int, frames_per_second: float | None
) -> AsyncIterator[Process]:
    seconds = _LEAST_CPU_SECONDS + size_bytes // _BYTES_PER_CPU_SECOND
    arguments = (str(file), mode, str(frames_per_second or 0), str(seconds))
    try:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", _CHILD, *arguments),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            env={"LANG": "C.UTF-8"},
            limit=_PIPE_BYTES,
        )
    except OSError as error:
        raise Unavailable(f"a file cannot be read now: {error}") from error
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
