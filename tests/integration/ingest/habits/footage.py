"""Real pictures for the scripted cameras: encoded here, small, many to the second.

A scripted camera plays them round and round at `PICTURES_PER_SECOND`, far faster than a real one, so that
a test of ten key frames takes a second.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import cast

import av
import numpy as np

from lokus_local.virtual_camera.bitstream import (
    AccessUnit,
    Codec,
    StreamDescription,
    parameter_sets,
    split_annex_b,
)
from lokus_local.virtual_camera.encoding import Encoder, PictureFormat
from lokus_local.virtual_camera.i420 import Picture

PICTURES_PER_SECOND = 100
INTERVAL_90K = 90_000 // PICTURES_PER_SECOND
GOP_PICTURES = 10
_SETS = {Codec.H264: {7, 8}, Codec.H265: {32, 33, 34}}


@dataclass(frozen=True)
class Footage:
    """Access units in the order of decoding, a whole number of GOPs; times are those of showing."""

    codec: Codec
    units: tuple[AccessUnit, ...]
    sets: tuple[bytes, ...]

    @property
    def duration_90k(self) -> int:
        return len(self.units) * INTERVAL_90K

    @property
    def described(self) -> StreamDescription:
        return StreamDescription(self.codec, self.sets, PICTURES_PER_SECOND)

    def without_sets(self) -> "Footage":
        """The same pictures, their parameter sets known from the description alone."""
        kinds = _SETS[self.codec]
        units = tuple(
            AccessUnit(
                tuple(nal for nal in unit.nals if self.codec.nal_type(nal) not in kinds),
                unit.time_90k,
                unit.key_frame,
            )
            for unit in self.units
        )
        return Footage(self.codec, units, self.sets)


@cache
def footage(codec: Codec = Codec.H264, width: int = 192, height: int = 128, gops: int = 2) -> Footage:
    """Noise that moves, so that a key frame is some packets long."""
    wanted = PictureFormat(
        codec, width, height, Fraction(PICTURES_PER_SECOND), GOP_PICTURES / PICTURES_PER_SECOND, 2_000_000
    )
    encoder = Encoder(wanted)
    units = []
    for number, picture in enumerate(_pictures(width, height, gops * GOP_PICTURES)):
        nals, key_frame = encoder.encode(picture)
        units.append(AccessUnit(nals, number * INTERVAL_90K, key_frame))
    return Footage(codec, tuple(units), parameter_sets(units[0].nals, codec))


@cache
def reordered_footage() -> Footage:
    """H.264 with B-frames, as some cameras send it in their Main profile."""
    width, height, count = 192, 128, 2 * GOP_PICTURES
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, PICTURES_PER_SECOND)
    context.options = {
        "preset": "veryfast",
        "x264-params": f"bframes=2:b-adapt=0:keyint={GOP_PICTURES}:scenecut=0:open-gop=0:threads=1",
    }
    packets = []
    for number, picture in enumerate(_pictures(width, height, count)):
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        packets += context.encode(frame)
    packets += context.encode(None)
    units = tuple(
        AccessUnit(
            split_annex_b(bytes(packet), Codec.H264),
            (cast("int", packet.pts)) * INTERVAL_90K,
            packet.is_keyframe,
        )
        for packet in packets
    )
    return Footage(Codec.H264, units, parameter_sets(units[0].nals, Codec.H264))


def _pictures(width: int, height: int, count: int) -> list[Picture]:
    noise = np.random.default_rng(7).integers(16, 235, (height * 3 // 2, width), dtype=np.uint8)
    return [np.roll(noise, number, axis=1) for number in range(count)]
