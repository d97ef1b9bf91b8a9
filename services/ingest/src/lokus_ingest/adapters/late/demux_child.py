"""Reads a file that somebody brought, in a process of its own: `python -m ... FILE MODE FPS`.

What it makes of a hostile file cannot reach anything: it has no secrets, no network, no file to write, and
limits on memory and time. It opens nothing but the file, as nothing but MP4, Matroska, MPEG-TS or raw video.
It decodes nothing. In the mode `check` it looks all through and says whether the footage can be stored; in
the mode `read` it writes the codec and then the pictures to its output, each behind its time in 1/90000 s and
its length (`>qI`). The last thing that it writes is what came of it, in JSON.
"""

import json
import os
import resource
import struct
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

import av
from av import error as av_error
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from lokus_ingest.domain.recording.footage_check import FootageCheck
from lokus_ingest.domain.recording.refusal import FootageRefused, place
from lokus_proto.media import Codec
from lokus_proto.v1.late_footage import LateRefusal

PICTURE: Final = struct.Struct(">qI")
END: Final = -(2**63)
BEGIN: Final = END + 1
MAX_PICTURE_BYTES: Final = 32 * 1024 * 1024
_CLOCK_HZ: Final = 90_000
_MEMORY_BYTES: Final = 1536 * 1024 * 1024
_CODECS: Final = {"h264": Codec.H264, "hevc": Codec.H265}
_RAW: Final = frozenset(_CODECS)
_OPTIONS: Final = {
    "format_whitelist": "mov,matroska,webm,mpegts,h264,hevc",
    "protocol_whitelist": "file",
    "analyzeduration": "10000000",
    "probesize": "20000000",
}
_GROWTH: Final = 2
"""A file gives no more than so many times its size: no picture is told of a thousand times."""
_ALLOWANCE_BYTES: Final = 1024 * 1024


class TimedPicture(NamedTuple):
    """A picture in Annex B, and its time in the file."""

    payload: bytes
    pts_90k: int


def main(path: str, mode: str, frames_per_second: str) -> None:
    """Do what the mode says and tell what came of it."""
    try:
        verdict = _work(path, mode, Fraction(frames_per_second))
    except FootageRefused as refused:
        verdict = {"refusal": refused.reason.value, "detail": refused.detail}
    except MemoryError:
        verdict = {
            "refusal": LateRefusal.LIMITS.value,
            "detail": "its index needs more memory than we give it",
        }
    _write(END, json.dumps(verdict).encode())
    sys.stdout.buffer.flush()


def _work(path: str, mode: str, frames_per_second: Fraction) -> dict[str, object]:
    if os.path.getsize(path) == 0:  # noqa: PTH202 (no need for pathlib here)
        raise FootageRefused(LateRefusal.EMPTY, "the file is empty")
    with _opened(path) as container:
        stream, codec = _video(container)
        pictures = _pictures(container, stream, os.path.getsize(path), frames_per_second)  # noqa: PTH202
        if mode == "read":
            return _hand_over(codec, pictures)
        check = FootageCheck(codec, b"")
        for picture in pictures:
            check.take(*picture)
        checked = check.end()
    return {"pictures": checked.pictures, "length_90k": checked.length_90k}


def _hand_over(codec: Codec, pictures: Iterator[TimedPicture]) -> dict[str, object]:
    _write(BEGIN, codec.value.encode())
    for picture in pictures:
        _write(picture.pts_90k, picture.payload)
    return {}


def _write(pts_90k: int, payload: bytes) -> None:
    sys.stdout.buffer.write(PICTURE.pack(pts_90k, len(payload)) + payload)


def _opened(path: str) -> InputContainer:
    try:
        return av.open(path, "r", options=_OPTIONS)
    except (av_error.FFmpegError, ValueError) as error:
        raise FootageRefused(
            LateRefusal.NOT_VIDEO,
            "this is no MP4, Matroska, MPEG-TS or raw H.264/H.265 file, or its beginning or index is missing "
            f"({_said(error)}): copy it from the device again",
        ) from None


def _video(container: InputContainer) -> tuple[VideoStream, Codec]:
    if not container.streams.video:
        raise FootageRefused(LateRefusal.NOT_VIDEO, "there is no video in the file")
    stream = container.streams.video[0]
    name = stream.codec_context.name
    if name not in _CODECS:
        raise FootageRefused(
            LateRefusal.CODEC, f"its video is {name}: only H.264 and H.265 are stored, as cameras send them"
        )
    return stream, _CODECS[name]


def _pictures(
    container: InputContainer, stream: VideoStream, size_bytes: int, frames_per_second: Fraction
) -> Iterator[TimedPicture]:
    raw = container.format.name in _RAW
    if raw and not frames_per_second:
        raise FootageRefused(
            LateRefusal.NO_TIMES, "raw video says no times: send `frames_per_second`, or wrap it into MP4"
        )
    given_bytes, last_seconds, number = 0, 0.0, 0
    try:
        for packet in _annex_b(container, stream):
            number += 1
            payload = _whole(packet, place(last_seconds, number))
            pts_90k = _raw_time(stream, number, frames_per_second) if raw else _time(packet, number)
            given_bytes += len(payload)
            if given_bytes > _GROWTH * size_bytes + _ALLOWANCE_BYTES:
                raise FootageRefused(
                    LateRefusal.LIMITS, f"{place(last_seconds, number)} it has told of more than it holds"
                )
            last_seconds = max(0.0, pts_90k / _CLOCK_HZ)
            yield TimedPicture(payload, pts_90k)
    except av_error.FFmpegError as error:
        raise FootageRefused(
            LateRefusal.DAMAGED,
            f"{place(last_seconds, number + 1)} the file is damaged ({_said(error)}): cut off what follows, "
            "or copy it from the device again",
        ) from None


def _annex_b(container: InputContainer, stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    name = "h264_mp4toannexb" if stream.codec_context.name == "h264" else "hevc_mp4toannexb"
    turned = BitStreamFilterContext(name, stream)
    for packet in container.demux(stream):
        if packet.has_sidedata("encryption_info"):
            raise FootageRefused(
                LateRefusal.ENCRYPTED, "it is encrypted: export it from the device without DRM"
            )
        if packet.size:
            yield from turned.filter(packet)


def _whole(packet: "Packet[VideoStream]", here: str) -> bytes:
    if packet.is_corrupt:
        raise FootageRefused(
            LateRefusal.DAMAGED, f"{here} the file is damaged: cut it there, or copy it from the device again"
        )
    if packet.size > MAX_PICTURE_BYTES:
        raise FootageRefused(LateRefusal.LIMITS, f"{here} a picture is over {MAX_PICTURE_BYTES} bytes")
    return bytes(packet)


def _time(packet: "Packet[VideoStream]", number: int) -> int:
    if packet.pts is None or packet.time_base is None:
        raise FootageRefused(
            LateRefusal.NO_TIMES, f"picture {number:,} has no time: wrap the footage into MP4"
        )
    return round(packet.pts * packet.time_base * _CLOCK_HZ)


def _raw_time(stream: VideoStream, number: int, frames_per_second: Fraction) -> int:
    if stream.codec_context.has_b_frames:
        raise FootageRefused(
            LateRefusal.NO_TIMES, "raw video with B-frames does not say in which order: wrap it into MP4"
        )
    return round((number - 1) * _CLOCK_HZ / frames_per_second)


def _said(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or type(error).__name__)


def _limit(cpu_seconds: int) -> None:
    """No more memory, time, files or output than reading a file takes; whatever else runs goes first."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit(int(sys.argv[4]))
    main(*sys.argv[1:4])
