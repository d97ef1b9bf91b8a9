"""A clip held in memory as access units, ready to be played round and round.

H.264 and H.265 without B-frames are taken as they are; everything else, or a clip for which
another size, rate or codec is wished, is encoded anew once. Sound is left out. `load_clip` blocks
for as long as that takes and runs in a thread; set `cancelled` to make it give up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from threading import Event

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from lokus_kit.errors import StartError
from lokus_local.virtual_camera.bitstream import (
    TICKS_PER_SECOND,
    AccessUnit,
    Codec,
    StreamDescription,
    parameter_sets,
    split_annex_b,
)
from lokus_local.virtual_camera.encoding import DEFAULT_GOP_SECONDS, Encoder, PictureFormat, fitting_bitrate
from lokus_local.virtual_camera.i420 import Picture

MAX_CLIP_BYTES = 1 << 30
_CODECS = {"h264": Codec.H264, "hevc": Codec.H265}


@dataclass(frozen=True, slots=True)
class FormatWishes:
    """What the user asked for; None means "as it is" for a clip and the default for the scene."""

    codec: Codec | None = None
    size: tuple[int, int] | None = None
    frames_per_second: Fraction | None = None
    gop_seconds: float | None = None
    bitrate: int | None = None


AS_IT_IS = FormatWishes()


@dataclass(frozen=True, slots=True)
class Clip:
    """Units from a key frame on, with times from 0; `duration_90k` is when the next round starts."""

    description: StreamDescription
    units: tuple[AccessUnit, ...]
    duration_90k: int


def load_clip(path: Path, wishes: FormatWishes, cancelled: Event) -> Clip:
    """Read a whole clip. Raises StartError with what to do when it cannot be played."""
    try:
        return _as_it_is(path, cancelled, wishes) or _encoded_anew(path, wishes, cancelled)
    except (av.FFmpegError, OSError) as error:
        reason = error.strerror or str(error)
        raise StartError(
            f"cannot read the clip {path}: {reason}; give a video file that FFmpeg can read"
        ) from error


def _open(path: Path) -> tuple[InputContainer, VideoStream]:
    container = av.open(str(path))
    if not container.streams.video:
        container.close()
        raise StartError(f"the clip {path} has no video track; give a file with one")
    return container, container.streams.video[0]


def _as_it_is(path: Path, cancelled: Event, wishes: FormatWishes) -> Clip | None:
    """Take the clip's own access units; None when they cannot be played live as they are."""
    container, stream = _open(path)
    with container:
        codec = _CODECS.get(stream.codec_context.name)
        if codec is None or stream.codec_context.has_b_frames or wishes != AS_IT_IS:
            return None
        units = tuple(_demuxed(container, stream, codec, cancelled))
        rising = all(a.time_90k < b.time_90k for a, b in pairwise(units))
        sets = parameter_sets((nal for unit in units for nal in unit.nals), codec)
        if not units or not rising or not sets:
            return None
        rate = float(stream.average_rate or len(units) / max(1.0, units[-1].time_90k / TICKS_PER_SECOND))
        return _assemble(StreamDescription(codec, sets, rate), units)


def _demuxed(
    container: InputContainer, stream: VideoStream, codec: Codec, cancelled: Event
) -> Iterator[AccessUnit]:
    """Yield access units from the first key frame on; a packet without a time gets -1."""
    to_annex_b = av.BitStreamFilterContext(f"{stream.codec_context.name}_mp4toannexb", stream)
    ticks = (stream.time_base or Fraction(1, TICKS_PER_SECOND)) * TICKS_PER_SECOND
    size_bytes = 0
    started = False
    for demuxed in container.demux(stream):
        _check(path=container.name, cancelled=cancelled, size_bytes=size_bytes)
        for packet in to_annex_b.filter(demuxed) if demuxed.size else ():
            started = started or packet.is_keyframe
            time = packet.pts if packet.pts is not None else packet.dts
            size_bytes += packet.size
            if started:
                nals = split_annex_b(bytes(packet), codec)
                yield AccessUnit(nals, -1 if time is None else round(time * ticks), packet.is_keyframe)


def _encoded_anew(path: Path, wishes: FormatWishes, cancelled: Event) -> Clip:
    container, stream = _open(path)
    with container:
        picture_format = _resolve(stream, wishes)
        encoder = Encoder(picture_format)
        units: list[AccessUnit] = []
        size_bytes = 0
        for picture in _at_constant_rate(container, stream, picture_format):
            _check(path=container.name, cancelled=cancelled, size_bytes=size_bytes)
            nals, key_frame = encoder.encode(picture)
            size_bytes += sum(map(len, nals))
            time_90k = round(len(units) * TICKS_PER_SECOND / picture_format.frames_per_second)
            units.append(AccessUnit(nals, time_90k, key_frame))
    if not units:
        raise StartError(f"no picture of the clip {path} can be decoded; give another file")
    codec = picture_format.codec
    sets = parameter_sets(units[0].nals, codec)
    rate = float(picture_format.frames_per_second)
    return _assemble(StreamDescription(codec, sets, rate), tuple(units))


def _check(path: str, cancelled: Event, size_bytes: int) -> None:
    if cancelled.is_set():
        raise StartError(f"stopped while loading the clip {path}")
    if size_bytes > MAX_CLIP_BYTES:
        raise StartError(f"the clip {path} does not fit in {MAX_CLIP_BYTES >> 20} MiB; cut it shorter")


def _resolve(stream: VideoStream, wishes: FormatWishes) -> PictureFormat:
    """Fill in what was not wished for from the clip itself."""
    width, height = wishes.size or (stream.width & ~1, stream.height & ~1)
    own_rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    rate = wishes.frames_per_second or min(own_rate, Fraction(60))
    return PictureFormat(
        codec=wishes.codec or Codec.H264,
        width=width,
        height=height,
        frames_per_second=rate,
        gop_seconds=wishes.gop_seconds or DEFAULT_GOP_SECONDS,
        bitrate=wishes.bitrate or fitting_bitrate(width, height, rate),
    )


def _at_constant_rate(
    container: InputContainer, stream: VideoStream, wanted: PictureFormat
) -> Iterator[Picture]:
    """Decode, scale, and repeat or leave out pictures so that they come at the wanted rate."""
    first_seconds: float | None = None
    emitted = 0
    for count, frame in enumerate(container.decode(stream)):
        timed = frame.pts is not None
        seconds = frame.time if timed else float(count / wanted.frames_per_second)
        first_seconds = seconds if first_seconds is None else first_seconds
        due = 1 + round((seconds - first_seconds) * float(wanted.frames_per_second))
        if due <= emitted:
            continue
        scaled = frame.reformat(wanted.width, wanted.height, format="yuv420p", dst_color_range=1)
        picture = scaled.to_ndarray().astype(np.uint8, copy=False)
        for _ in range(due - emitted):
            yield picture
        emitted = due


def _assemble(description: StreamDescription, units: tuple[AccessUnit, ...]) -> Clip:
    """Make times start at 0; the last picture stays for as long as pictures usually do."""
    first_90k = units[0].time_90k
    shifted = tuple(AccessUnit(u.nals, u.time_90k - first_90k, u.key_frame) for u in units)
    gaps = [b.time_90k - a.time_90k for a, b in pairwise(shifted)]
    usual_90k = median(gaps) if gaps else TICKS_PER_SECOND / description.frames_per_second
    return Clip(description, shifted, shifted[-1].time_90k + max(1, round(usual_90k)))
